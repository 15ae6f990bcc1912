/**
 * True when traffic to this host does not leave the machine. Only the plain forms count (`127.0.0.1`, not
 * `127.1`): what is doubtful is treated as far away.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
