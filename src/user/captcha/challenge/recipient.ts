/** The recipient of a code, in several forms. */
export interface Recipient {
  /** What the message goes to: an e-mail address as given, a phone number in its canonical form. */
  readonly raw: string;
  /**
   * The form that all spellings share, the account's identity. Codes are bound to it, limits and the budget of wrong answers
   * count by it, and it is a ticket's `sub`. Empty for images.
   */
  readonly canonical: string;
  /**
   * The canonical form with the aliases of one mailbox folded into one. Used for the limit of a mailbox only: aliases that
   * a stranger makes up must not use up the owner's messages. Empty for images.
   */
  readonly mailbox: string;
  /** May be shown and logged. */
  readonly masked: string;
  /** What several accounts share one budget of wrong answers by. @default canonical */
  readonly sharedBudget?: string;
}

/** The recipient of images. */
export const NO_RECIPIENT: Recipient = { raw: '', canonical: '', mailbox: '', masked: '' };
