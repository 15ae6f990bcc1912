/** How a site uses a plug-in. */
export interface SiteOptions {
  /** Address of the endpoint that the plug-in asks. */
  readonly siteverify: string;
  readonly secret: string;
  /** The vendor that the plug-in takes the endpoint for, where it knows several. */
  readonly provider?: string;
  /** Purpose that the site compares, where the plug-in can. */
  readonly action?: string;
}

/** A running site whose form a plug-in protects. */
export interface Site {
  /** Submits the form with a ticket as the vendor's token. @returns the HTTP status */
  submit(ticket: string): Promise<number>;
  stop(): Promise<void>;
}
