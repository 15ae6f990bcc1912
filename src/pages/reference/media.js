/**
 * Shows the pictures and sounds in an envelope's `data` in the popover `#media`, and closes it for a response without
 * any. Failures are included, because a step-up (1000034) contains an image, too.
 */
export async function showMedia(response, texts) {
  const popover = document.querySelector('#media');
  popover.hidePopover();
  const media = await mediaOf(response);
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

/** Names and data URIs; none if the response is not an envelope. */
async function mediaOf(response) {
  try {
    const { data } = await response.json();
    return Object.entries(data).filter(([, url]) => /^data:(image|audio)\//.test(url));
  } catch {
    return [];
  }
}
