/** @throws {Error} if the page has no element with this id */
export function find<Found extends HTMLElement = HTMLElement>(id: string): Found {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found as Found;
}
