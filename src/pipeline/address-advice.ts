import type { AddressProblem } from '@system-management/request-context';

/** What to set so that clients do not share one address, for the log. It contains nothing of the header. */
export const ADDRESS_ADVICE: Readonly<Record<AddressProblem['kind'], string>> = {
  untrustedPeer:
    'X-Forwarded-For is ignored, because the peer is not in TRUSTED_PROXIES. If the peer is a proxy of yours, all its ' +
    'clients share one address and its limits: add the peer to TRUSTED_PROXIES',
  unreadableEntry:
    'X-Forwarded-For has no IP address where a proxy of TRUSTED_PROXIES should name its client, so clients share the ' +
    'address of that proxy and its limits: set the proxy to append the address of its client, with or without a port',
};
