import type { Fields } from '../../support/requests.js';

/** Headers in which proxies and CDNs report a client. */
export const FORWARDING_HEADERS = [
  'X-Forwarded-For',
  'Forwarded',
  'X-Real-IP',
  'CF-Connecting-IP',
  'True-Client-IP',
  'X-Client-IP',
];

/** The i-th forged address, in a format that parsers accept. */
export function forgedAddress(i: number): string {
  const [a, b] = [i & 255, (i >> 8) & 255];
  const spellings = [
    `10.0.${b}.${a}`,
    `203.0.113.${a}, 10.1.${b}.${a}`,
    `2001:db8:${i.toString(16)}::1`,
    `::ffff:10.2.${b}.${a}`,
    `"[2001:db8::${i.toString(16)}]:4711"`,
    `for=10.3.${b}.${a};proto=https;by=203.0.113.43`,
    `127.0.0.1, 10.4.${b}.${a}`,
    `10.5.${b}.${a}:8080`,
    `[2001:db8:0:${i.toString(16)}::1]:8080`,
    `unknown${i}`,
    `${i}`,
  ];
  return spellings[i % spellings.length]!;
}

/** `count` forged addresses in each of {@link FORWARDING_HEADERS}. */
export function forgedHeaders(count: number): Fields[] {
  return FORWARDING_HEADERS.flatMap((header) =>
    Array.from({ length: count }, (_, i) => ({ [header]: forgedAddress(i) })),
  );
}
