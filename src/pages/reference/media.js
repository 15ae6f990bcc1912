import { mediaOf } from '../docs/document/browser/media-of.js';

/** Shows the pictures and sounds of a response in the popover `#media`, and closes it for a response without any. */
export async function showMedia(response, texts) {
  const popover = document.querySelector('#media');
  popover.hidePopover();
  const media = mediaOf(await response.text());
  if (media.length === 0) return;
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: texts.close });
  close.addEventListener('click', () => popover.hidePopover());
  popover.replaceChildren(...media.map(([name, url]) => elementOf(name, url, texts)), close);
  popover.showPopover();
}

function elementOf(name, src, { picture, sound }) {
  if (!src.startsWith('data:audio/'))
    return Object.assign(document.createElement('img'), { src, alt: picture.replace('{name}', name) });
  const audio = Object.assign(document.createElement('audio'), { src, controls: true });
  audio.setAttribute('aria-label', sound.replace('{name}', name));
  return audio;
}
