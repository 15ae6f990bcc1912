import { styleSheet } from './styles.js';
import type { CaptchaFieldTexts } from './texts.js';

export type Tone = 'plain' | 'error' | 'success';

/** How a code is typed: letters of a picture, digits that were heard, or a code that was sent. */
export type Prompt = 'picture' | 'recording' | 'code';

/** Feather-like outlines on a 24×24 grid. */
const ICONS = {
  refresh: 'M20 5v5h-5 M19.5 10a8 8 0 1 0 .5 4',
  listen: 'M4 9v6h4l5 4V5L8 9z M16.5 8.5a5 5 0 0 1 0 7 M19 6a8.5 8.5 0 0 1 0 12',
  look: 'M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15 9h.01',
};

type Icon = keyof typeof ICONS;

/**
 * The field's shadow tree. Built node by node: nothing that a server sends is ever parsed as HTML, and no inline
 * style or script needs to be allowed.
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
    // Codes read left to right in every language.
    input.dir = 'ltr';
    input.spellcheck = false;
    input.setAttribute('aria-describedby', status.id);
    root.append(challenge, label, row, status);
  }

  /** Names everything in the texts' language. */
  name(texts: CaptchaFieldTexts): void {
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

  /** Sets the line for one kind of answer: its label, its keyboard, and what a browser may fill in. */
  prompt(kind: Prompt, text: string, inputMode: string): void {
    this.label.textContent = text;
    this.challenge.hidden = kind === 'code';
    this.image.hidden = this.listen.hidden = kind === 'recording';
    this.recording.hidden = this.look.hidden = kind !== 'recording';
    this.input.inputMode = inputMode || (kind === 'picture' ? 'text' : 'numeric');
    this.input.autocapitalize = kind === 'picture' ? 'characters' : 'off';
    this.input.autocomplete = kind === 'code' ? 'one-time-code' : 'off';
  }

  /** A picture, a recording, or (without a URL) neither. */
  present(url = ''): void {
    const isAudio = url.startsWith('data:audio/');
    setSource(this.image, isAudio ? '' : url);
    setSource(this.recording, isAudio ? url : '');
  }

  /** For who has just asked to hear it; nothing ever plays by itself. A browser that refuses leaves the play button. */
  play(): void {
    void this.recording.play().catch(() => undefined);
  }

  /** Said to everybody: written below the line, and read out when the reader is free. */
  say(text: string, tone: Tone = 'plain'): void {
    this.status.textContent = text;
    this.status.dataset['tone'] = tone;
    this.input.setAttribute('aria-invalid', String(tone === 'error'));
  }
}

/** A press counts while the control is available; see {@link setAvailable}. */
export function onClick(control: HTMLButtonElement, act: () => unknown): void {
  control.addEventListener('click', () => {
    if (control.getAttribute('aria-disabled') !== 'true') act();
  });
}

/** Not `disabled`, which would throw the keyboard's focus away. */
export function setAvailable(control: HTMLButtonElement, isAvailable: boolean): void {
  control.setAttribute('aria-disabled', String(!isAvailable));
}

function setSource(media: HTMLImageElement | HTMLAudioElement, url: string): void {
  if (url) media.src = url;
  else media.removeAttribute('src');
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part: string,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.setAttribute('part', part);
  return made;
}

function button(part: string): HTMLButtonElement {
  const made = element('button', `button ${part}`);
  made.type = 'button';
  return made;
}

function iconButton(name: Icon): HTMLButtonElement {
  const made = button(`icon ${name}`);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  const slot = document.createElement('slot');
  slot.name = name;
  slot.append(svg);
  made.append(slot);
  return made;
}
