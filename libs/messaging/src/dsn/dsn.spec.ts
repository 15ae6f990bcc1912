import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';

import { Dsn, DsnError } from './dsn.js';

describe('Dsn', () => {
  it('decodes its parts', () => {
    const dsn = Dsn.parse('acme://AK%2F1:S%3Ak%40@eu-1:8080/a%20b?sign=%E9%98%BF&template=SMS_1');
    expect(dsn.scheme).toBe('acme');
    expect(dsn.user).toBe('AK/1');
    expect(dsn.password).toBe('S:k@');
    expect(dsn.host).toBe('eu-1');
    expect(dsn.port).toBe(8080);
    expect(dsn.path).toBe('/a%20b');
    expect(dsn.option('sign')).toBe('阿');
    expect(dsn.requiredOption('template')).toBe('SMS_1');
  });

  it('may be a bare scheme without other parts', () => {
    const { scheme, host, port, user, password, path } = Dsn.parse('outbox:');
    expect({ scheme, host, port, user, password, path }).toEqual({ scheme: 'outbox', host: '', path: '' });
  });

  it('accepts raw Unicode, spaces and angle brackets in an option', () => {
    expect(Dsn.parse('smtp://host?from=阿里 <a@b.example>').option('from')).toBe('阿里 <a@b.example>');
  });

  it('preserves plus and equals signs in an option', () => {
    expect(Dsn.parse('smtp://host?from=a+b@c.example').option('from')).toBe('a+b@c.example');
    expect(Dsn.parse('webhook+https://host?secret=ab+/==').option('secret')).toBe('ab+/==');
  });

  it('has an IPv6 host without brackets, and prints it with brackets', () => {
    const dsn = Dsn.parse('smtp://[::1]:2525');
    expect([dsn.host, dsn.toString()]).toEqual(['::1', 'smtp://[::1]:2525']);
  });

  it('prints only scheme, host and port in toString, JSON and inspect', () => {
    const dsn = Dsn.parse('acme://user1:hunter2@host:25/capability3?secret=whsec_4&name5=6');
    expect(`${dsn.toString()}`).toBe('acme://host:25');
    expect(JSON.stringify({ dsn })).toBe('{"dsn":"acme://host:25"}');
    expect(inspect(dsn, { showHidden: true, getters: true })).toBe('Dsn(acme://host:25)');
    expect(inspect({ dsn })).toBe('{ dsn: Dsn(acme://host:25) }');
  });

  it('rejects a missing or empty required option by name', () => {
    const dsn = Dsn.parse('acme://host?sign=');
    expect(() => dsn.requiredOption('sign')).toThrow('acme://host needs the option "sign": add ?sign=…');
    expect(() => dsn.requiredOption('template')).toThrow('needs the option "template": add ?template=…');
  });

  it('rejects options that were never read, and lists those that were', () => {
    const dsn = Dsn.parse('acme://host?sgin=1&region=2&sign=3');
    dsn.option('sign');
    dsn.option('timeout');
    expect(() => dsn.refuseUnknownOptions()).toThrow(
      'acme://host has unknown options: sgin, region; known: sign, timeout',
    );
    dsn.option('sgin');
    dsn.option('region');
    dsn.refuseUnknownOptions();
  });

  it.each([
    ['', 'A DSN begins with its scheme'],
    ['mail.example.com', 'A DSN begins with its scheme'],
    ['AC123:hunter2@default', 'A DSN begins with its scheme'],
    ['failover(smtp://u:hunter2@a smtp://u:hunter2@b)', 'A DSN begins with its scheme'],
    ['smtp://u:hunter2/x@host', 'The DSN is not a URL: percent-encode special characters'],
    ['smtp://u:hunter2@host:99999', 'The DSN is not a URL: percent-encode special characters'],
    ['smtp://u:p@host?x=y#hunter2', 'A # in a DSN must be written %23'],
    ['smtp://host?whsec_hunter2', 'A DSN option is written name=value'],
    ['smtp://host?from=a@b&from=hunter2', 'The DSN option "from" is given twice'],
    ['smtp://host?secret=hunter2%zz', 'The option "secret" of the DSN has a % that is not percent-encoding'],
  ])('rejects %j: %s', (text, message) => {
    const parse = () => Dsn.parse(text);
    expect(parse).toThrow(DsnError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow('hunter2');
  });

  it('rejects a stray % in user and password when they are read', () => {
    const dsn = Dsn.parse('smtp://u%zz:hunter2%zz@host');
    expect(() => dsn.user).toThrow('The user of the DSN has a % that is not percent-encoding: write %25');
    expect(() => dsn.password).toThrow('The password of the DSN has a % that is not percent-encoding');
  });
});
