import { describe, expect, it } from 'vitest';

import { DsnError } from './dsn.js';
import { parseDsns } from './parse-dsns.js';

describe('parseDsns()', () => {
  it.each([
    ['smtp://a', { dsn: 'smtp://a' }],
    ['smtp://host?from=阿里 <a@b.example>', { dsn: 'smtp://host?from=阿里 <a@b.example>' }],
    [
      'failover(smtp://a smtp://b)',
      { mode: 'failover', members: [{ dsn: 'smtp://a' }, { dsn: 'smtp://b' }] },
    ],
    [' FailOver(\n  smtp://a\n)\n', { mode: 'failover', members: [{ dsn: 'smtp://a' }] }],
    [
      'failover(roundrobin(x://a  x://b) outbox:)',
      {
        mode: 'failover',
        members: [{ mode: 'roundrobin', members: [{ dsn: 'x://a' }, { dsn: 'x://b' }] }, { dsn: 'outbox:' }],
      },
    ],
    ['failover(x://h?from=A(b))', { mode: 'failover', members: [{ dsn: 'x://h?from=A(b)' }] }],
  ])('parses %j', (text, tree) => expect(parseDsns(text)).toEqual(tree));

  it.each([
    ['failover()', 'failover(DSN DSN …) names no DSN'],
    [
      'random(smtp://u:hunter2@a)',
      '"random(…)" is not a group of transports. Known: failover(…) roundrobin(…)',
    ],
    ['failover(smtp://u:hunter2@a', 'failover(DSN DSN …) ends with a closing parenthesis'],
    ['failover(smtp://u:hunter2@a) x', 'failover(DSN DSN …) ends with a closing parenthesis'],
    ['failover(smtp://u:hunter2)@a smtp://b)', 'a parenthesis in a DSN is written %28 or %29'],
    [
      'failover(roundrobin(smtp://u:hunter2@a)',
      'a parenthesis in a DSN is written %28 or %29, and groups are closed',
    ],
    [
      'failover(smtp://u:hunter2@a?from=X <a@b>)',
      'Within failover(…) a DSN begins with its scheme, and a space in it',
    ],
    ['failover(smtp://u:hunter2@a, smtp://b)', 'Within failover(…) DSNs are separated by spaces'],
  ])('rejects %s: %s', (text, message) => {
    const parse = () => parseDsns(text);
    expect(parse).toThrow(DsnError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow('hunter2');
  });
});
