/** Outlines on a 24×24 grid, in the style of Feather. */
const ICONS = {
  refresh: 'M20 5v5h-5 M19.5 10a8 8 0 1 0 .5 4',
  listen: 'M4 9v6h4l5 4V5L8 9z M16.5 8.5a5 5 0 0 1 0 7 M19 6a8.5 8.5 0 0 1 0 12',
  look: 'M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15 9h.01',
};

/** Creates an element with the names that `::part()` selects. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  if (part) created.setAttribute('part', part);
  created.append(...children);
  return created;
}

export function button(part: string, ...children: readonly (Node | string)[]): HTMLButtonElement {
  const created = element('button', `button ${part}`, ...children);
  created.type = 'button';
  return created;
}

/** What a page replaces by an element of its own. */
export function slot(name: string, ...fallback: readonly Node[]): HTMLSlotElement {
  const created = element('slot', '', ...fallback);
  created.name = name;
  return created;
}

/** A button with an icon, which a slot of the same name replaces. */
export function iconButton(name: keyof typeof ICONS): HTMLButtonElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return button(`icon ${name}`, slot(name, svg));
}

/**
 * Writes a text only if it has changed, because screen readers would announce it again.
 * @param account replaces `{to}`, isolated from the direction of the text (Unicode UAX #9)
 */
export function setText(target: HTMLElement, text: string, account = ''): void {
  const [before = '', after] = text.split('{to}');
  if (target.textContent === (after === undefined ? before : before + account + after)) return;
  const to = element('bdi', 'account', account);
  to.dir = 'ltr';
  target.replaceChildren(before, ...(after === undefined ? [] : [to, after]));
}

/** Uses `aria-disabled`, because `disabled` would remove the keyboard focus. */
export function setAvailable(control: HTMLButtonElement, isAvailable: boolean): void {
  control.setAttribute('aria-disabled', String(!isAvailable));
}

export function isAvailable(control: HTMLButtonElement): boolean {
  return control.getAttribute('aria-disabled') !== 'true';
}

/** An empty URL removes the picture or recording. */
export function setSrc(media: HTMLImageElement | HTMLAudioElement, url: string): void {
  if (!url) media.removeAttribute('src');
  else if (media.getAttribute('src') !== url) media.src = url;
}
