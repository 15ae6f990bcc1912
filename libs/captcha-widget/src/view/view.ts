import { button, element, iconButton, setSrc, slot } from './dom.js';
import { styleSheet } from './styles.js';

/**
 * The field's shadow tree. Elements are created through the DOM, so that server responses are never parsed as HTML and
 * the page's CSP needs no inline styles or scripts.
 */
export class View {
  /** Contains everything; has the language and direction of the texts. */
  readonly field = element('div', 'field');
  readonly challenge = element('div', 'challenge');
  readonly image = element('img', 'image');
  readonly recording = element('audio', 'recording');
  readonly refresh = iconButton('refresh');
  readonly listen = iconButton('listen');
  readonly look = iconButton('look');
  readonly label = element('label', 'label');
  /** Where the code was sent. */
  readonly sentTo = element('span');
  readonly sent = element('p', 'sent', this.sentTo);
  readonly change = button('change');
  readonly input = element('input', 'input');
  readonly sendLabel = element('span');
  /** Remaining resend gap. Hidden from screen readers, which would read it every second. */
  readonly gap = element('span', 'gap');
  readonly send = button('send', this.sendLabel, ' ', this.gap);
  readonly verify = button('verify');
  readonly status = element('p', 'status');
  /** All controls, for `disabled`. */
  readonly controls = [
    this.input,
    this.send,
    this.verify,
    this.refresh,
    this.listen,
    this.look,
    this.change,
  ] as const;

  constructor(root: ShadowRoot) {
    root.adoptedStyleSheets = [styleSheet()];
    const { field, challenge, recording, input, label, sent, status } = this;
    recording.controls = true;
    recording.preload = 'auto';
    challenge.append(this.image, this.refresh, this.listen, this.look);
    label.htmlFor = input.id = 'code';
    sent.append(' ', this.change);
    sent.id = 'sent';
    this.sentTo.ariaLive = 'polite';
    this.gap.ariaHidden = 'true';
    status.id = 'status';
    status.setAttribute('role', 'status');
    // Codes are written left to right in every language.
    input.dir = 'ltr';
    input.spellcheck = false;
    // Safari would change a code of letters into a word.
    input.setAttribute('autocorrect', 'off');
    input.setAttribute('aria-describedby', 'sent status');
    field.append(
      challenge,
      label,
      sent,
      // Where a page shows the widget of a vendor.
      slot('step-up'),
      element('div', 'row', input, this.verify, this.send),
      status,
    );
    root.append(field);
  }

  /** Shows a picture or a recording; an empty URL removes both. */
  setMedia(url = ''): void {
    const isAudio = url.startsWith('data:audio/');
    setSrc(this.image, isAudio ? '' : url);
    setSrc(this.recording, isAudio ? url : '');
    // Only when it is needed: its controls can have the focus even while it is hidden.
    if (isAudio) this.image.after(this.recording);
    else this.recording.remove();
  }

  /** Plays the recording after a click on listen. If the browser blocks playback, the play button remains. */
  play(): void {
    void this.recording.play().catch(() => undefined);
  }
}
