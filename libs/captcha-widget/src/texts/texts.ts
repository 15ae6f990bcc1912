/**
 * All texts of the field. Placeholders: `{to}` is the typed e-mail address or phone number, `{time}` a waiting time
 * such as "0:42", `{send}` the label of the send button.
 */
export interface CaptchaFieldTexts {
  /** Label of the input for a sent code. */
  code: string;
  /** Label of the input for a picture. */
  picture: string;
  /** Label of the input for a recording. */
  recording: string;
  send: string;
  resend: string;
  /** Answer to a click on a button that is not available yet. */
  wait: string;
  refresh: string;
  listen: string;
  look: string;
  /** Alternative text of the picture. */
  alt: string;
  verify: string;
  sent: string;
  /** Button behind `sent` that leads back to the e-mail address or phone number. */
  change: string;
  /** The server has not answered yet. */
  waiting: string;
  /** The field solves a proof of work. */
  solving: string;
  /** A picture or the widget of a vendor must be solved before the code is sent. */
  solve: string;
  /** The page does not show the widget of the vendor. */
  vendor: string;
  /** The answer was wrong and a new picture is shown. */
  retry: string;
  expired: string;
  /** An expired picture was replaced. */
  renewed: string;
  verified: string;
  /** No response, or no valid one. */
  offline: string;
  /** The code is empty. */
  required: string;
  /** A code is typed before one was requested, for example after a reload. */
  ask: string;
  /** The e-mail address or phone number is empty. */
  account: string;
  /** The server returned a picture instead of the requested recording. */
  silent: string;
}
