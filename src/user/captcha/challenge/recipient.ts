/** Where a code goes, in the forms that different rooms need. */
export interface Recipient {
  /** As the caller wrote it: the message goes here. */
  readonly raw: string;
  /** The one form all spellings share: what codes are bound to and a ticket's `sub`. Empty for images. */
  readonly canonical: string;
  /**
   * The identity with the aliases of one mailbox folded into one, so that they share their counts. For limit keys only:
   * what is sent or proven never depends on it. Empty for images.
   */
  readonly mailbox: string;
  /** What may be shown and logged. */
  readonly masked: string;
}

/** Images have nobody to send to. */
export const NO_RECIPIENT: Recipient = { raw: '', canonical: '', mailbox: '', masked: '' };
