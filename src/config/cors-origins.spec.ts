import { describe, expect, it } from 'vitest';
import { parseCorsOrigins } from './cors-origins.js';

describe('parseCorsOrigins()', () => {
  it.each([
    ['*', '*'],
    [' * ', '*'],
    ['', []],
    ['https://a.example', ['https://a.example']],
    [' https://a.example , http://127.0.0.1:5173,', ['https://a.example', 'http://127.0.0.1:5173']],
    ['http://[::1]:8080', ['http://[::1]:8080']],
    ['https://xn--bcher-kva.example', ['https://xn--bcher-kva.example']],
    ['capacitor://localhost,tauri://localhost', ['capacitor://localhost', 'tauri://localhost']],
    [`chrome-extension://${'a'.repeat(32)}`, [`chrome-extension://${'a'.repeat(32)}`]],
  ])('reads "%s"', (text, origins) => {
    expect(parseCorsOrigins(text)).toEqual(origins);
  });

  it.each([
    ['https://a.example/', 'must be written https://a.example'],
    ['https://a.example/login?x#y', 'must be written https://a.example'],
    ['https://a.example:443', 'must be written https://a.example'],
    ['http://a.example:80', 'must be written http://a.example'],
    ['HTTPS://Shop.Example', 'must be written https://shop.example'],
    ['https://bücher.example', 'must be written https://xn--bcher-kva.example'],
    ['capacitor://localhost/', 'must be written capacitor://localhost'],
    ['http//x', 'is not an origin: write scheme://host[:port]'],
    ['http:/x', 'is not an origin: write scheme://host[:port]'],
    ['a.example', 'is not an origin: write scheme://host[:port]'],
    ['localhost:3000', 'is not an origin: write scheme://host[:port]'],
    ['//a.example', 'is not an origin: write scheme://host[:port]'],
    ['null', 'is not an origin: write scheme://host[:port]'],
    ['https://', 'is not an origin: write scheme://host[:port]'],
    ['https://a.example https://b.example', 'must be written https://a.example'],
    ['https://a.example:99999', 'has no valid host or port'],
    ['https://*.example', 'has a wildcard: write every origin'],
  ])('refuses "%s" and says what to write', (entry, problem) => {
    expect(() => parseCorsOrigins(`https://good.example,${entry}`)).toThrow(
      new Error(`entry 2 (${entry}) ${problem}`),
    );
  });

  it('refuses * among other entries', () => {
    expect(() => parseCorsOrigins('https://a.example,*')).toThrow('entry 2 (*) must be the only one');
  });

  it('names every bad entry', () => {
    expect(() => parseCorsOrigins('http//x,https://a.example,https://b.example/')).toThrow(
      new Error(
        'entry 1 (http//x) is not an origin: write scheme://host[:port]; entry 3 (https://b.example/) must be written https://b.example',
      ),
    );
  });

  it('does not print the user and password of an entry', () => {
    for (const [entry, problem] of [
      ['https://jane:hunter2@a.example', 'must be written https://a.example'],
      ['jane:hunter2@a.example', 'is not an origin: write scheme://host[:port]'],
    ] as const) {
      expect(() => parseCorsOrigins(entry)).toThrow(new Error(`entry 1 ${problem}`));
    }
  });
});
