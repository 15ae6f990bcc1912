import { styleSheet } from './styles.js';
import type { CaptchaFieldTexts } from './texts.js';

export type Tone = 'plain' | 'error' | 'success';

/** Source of the answer: a picture, a recording, or a sent code. */
export type AnswerSource = 'picture' | 'recording' | 'code';

/** Outlines on a 24×24 grid, in the style of Feather. */
const ICONS = {
  refresh: 'M20 5v5h-5 M19.5 10a8 8 0 1 0 .5 4',
  listen: 'M4 9v6h4l5 4V5L8 9z M16.5 8.5a5 5 0 0 1 0 7 M19 6a8.5 8.5 0 0 1 0 12',
  look: 'M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15 9h.01',
};

type Icon = keyof typeof ICONS;

/**
 * The field's shadow tree. Elements are created through the DOM, so that server responses are never parsed as HTML and
 * the page's CSP needs no inline styles or scripts.
 */
export class View {
  readonly challenge = element('div', 'challenge');
  readonly image = element('img', 'image');
  readonly recording = element('audio', 'recording');
  readonly refresh = iconButton('refresh');
  readonly listen = iconButton('listen');
  readonly look = iconButton('look');
  readonly input = element('input', 'input');
  readonly send = button('send');
  readonly verify = button('verify');
  private readonly label = element('label', 'label');
  private readonly status = element('p', 'status');

  constructor(root: ShadowRoot) {
    root.adoptedStyleSheets = [styleSheet()];
    const { challenge, image, recording, refresh, listen, look, input, send, verify, label, status } = this;
    recording.controls = true;
    recording.preload = 'auto';
    challenge.append(image, recording, refresh, listen, look);
    const row = element('div', 'row');
    row.append(input, send, verify);
    label.htmlFor = input.id = 'code';
    status.id = 'status';
    status.setAttribute('role', 'status');
    // Codes are written left to right in every language.
    input.dir = 'ltr';
    input.spellcheck = false;
    // Safari would change a code of letters into a word.
    input.setAttribute('autocorrect', 'off');
    input.setAttribute('aria-describedby', status.id);
    root.append(challenge, label, row, status);
  }

  /** Sets labels and alternative texts. */
  setTexts(texts: CaptchaFieldTexts): void {
    this.image.alt = texts.alt;
    for (const [icon, text] of [
      [this.refresh, texts.refresh],
      [this.listen, texts.listen],
      [this.look, texts.look],
    ] as const) {
      icon.title = text;
      icon.setAttribute('aria-label', text);
    }
    this.recording.setAttribute('aria-label', texts.recording);
    this.verify.textContent = texts.verify;
  }

  /**
   * Configures the input for one source: label, keyboard and autofill.
   * @param inputMode overrides the keyboard
   */
  setSource(source: AnswerSource, label: string, hasLetters: boolean, inputMode: string): void {
    this.label.textContent = label;
    this.challenge.hidden = source === 'code';
    this.image.hidden = this.listen.hidden = source === 'recording';
    this.recording.hidden = this.look.hidden = source !== 'recording';
    this.input.inputMode = inputMode || (hasLetters ? 'text' : 'numeric');
    this.input.autocapitalize = hasLetters ? 'characters' : 'off';
    this.input.autocomplete = source === 'code' ? 'one-time-code' : 'off';
  }

  /** Makes the input wide enough for the code. It has no `maxlength`, which would cut a pasted "123 456". */
  setLength(length = 0): void {
    this.input.style.setProperty('--_length', String(length));
  }

  /** Shows a picture or a recording; an empty URL removes both. */
  setMedia(url = ''): void {
    const isAudio = url.startsWith('data:audio/');
    setSrc(this.image, isAudio ? '' : url);
    setSrc(this.recording, isAudio ? url : '');
  }

  /** Plays the recording after a click on listen. If the browser blocks playback, the play button remains. */
  play(): void {
    void this.recording.play().catch(() => undefined);
  }

  /** Writes the status line. Screen readers announce it because of `role="status"`. */
  setStatus(text: string, tone: Tone = 'plain'): void {
    this.status.textContent = text;
    this.status.dataset['tone'] = tone;
    this.input.setAttribute('aria-invalid', String(tone === 'error'));
  }
}

/** Ignores clicks while the control is unavailable, see {@link setAvailable}. */
export function onClick(control: HTMLButtonElement, listener: () => unknown): void {
  control.addEventListener('click', () => {
    if (control.getAttribute('aria-disabled') !== 'true') listener();
  });
}

/** Uses `aria-disabled`, because `disabled` would remove the keyboard focus. */
export function setAvailable(control: HTMLButtonElement, isAvailable: boolean): void {
  control.setAttribute('aria-disabled', String(!isAvailable));
}

function setSrc(media: HTMLImageElement | HTMLAudioElement, url: string): void {
  if (url) media.src = url;
  else media.removeAttribute('src');
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part: string,
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  created.setAttribute('part', part);
  return created;
}

function button(part: string): HTMLButtonElement {
  const created = element('button', `button ${part}`);
  created.type = 'button';
  return created;
}

function iconButton(name: Icon): HTMLButtonElement {
  const created = button(`icon ${name}`);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  const slot = document.createElement('slot');
  slot.name = name;
  slot.append(svg);
  created.append(slot);
  return created;
}
