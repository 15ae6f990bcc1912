/** The recipient of a code, in four forms. */
export interface Recipient {
  /** The address as given: the message goes here. */
  readonly raw: string;
  /** The form that all spellings share. Codes are bound to it, and it is a ticket's `sub`. Empty for images. */
  readonly canonical: string;
  /**
   * The canonical form with the aliases of one mailbox folded into one, so that they share limits. Used in limit keys
   * only, never to send or prove anything. Empty for images.
   */
  readonly mailbox: string;
  /** May be shown and logged. */
  readonly masked: string;
}

/** The recipient of images. */
export const NO_RECIPIENT: Recipient = { raw: '', canonical: '', mailbox: '', masked: '' };
