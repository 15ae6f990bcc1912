/**
 * True when traffic to this host does not leave the machine. Accepts canonical forms only (`127.0.0.1`, not
 * `127.1`); every other form counts as remote.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
