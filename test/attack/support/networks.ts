import { type Fields, from, ipNumber } from '../../support/requests.js';

/**
 * Headers of a client behind the trusted proxy.
 * @param network number of its /24, from 0 to 65,535
 * @param host its address in the network, from 0 to 255
 */
export const at = (network: number, host = 1): Fields => from(ipNumber(256 * network + host));

/** @returns a function whose each call gives the headers of a client in a network that no other client is in */
export function newNetworks(): () => Fields {
  // Numbers below are for tests that choose their networks.
  let next = 32_768;
  return () => at(next++);
}
