/**
 * The pictures and sounds in the `data` of an envelope. Failures are included, because a step-up (1000034) contains an
 * image, too.
 * @param text body of a response
 * @returns names and data URIs; none if the text is not an envelope
 */
export function mediaOf(text) {
  try {
    return Object.entries(JSON.parse(text).data).filter(([, url]) => /^data:(image|audio)\//.test(url));
  } catch {
    return [];
  }
}
