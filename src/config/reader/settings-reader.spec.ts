import { describe, expect, it } from 'vitest';
import { SettingsError, SettingsReader } from './settings-reader.js';

/** The problems that a reader reports after `readAll`. */
function problems(env: Record<string, string>, readAll: (read: SettingsReader) => void): readonly string[] {
  const read = new SettingsReader(env);
  readAll(read);
  try {
    read.result({});
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
}

describe('SettingsReader: text()', () => {
  it.each([
    [{ HOST: '::1' }, '::1'],
    [{ HOST: ' ' }, ' '],
    [{ HOST: '' }, 'default'],
    [{}, 'default'],
  ])('returns the value, or the default when it is empty or absent: %j', (env, value) => {
    expect(new SettingsReader(env).text('HOST', 'default')).toBe(value);
  });
});

describe('SettingsReader: integer()', () => {
  const bounds = { min: 1, max: 10 };

  it.each([
    [{ N: '1' }, 1],
    [{ N: '10' }, 10],
    [{ N: '007' }, 7],
    [{ N: '' }, 5],
    [{}, 5],
  ])('reads %j', (env, value) => {
    expect(new SettingsReader(env).integer('N', 5, bounds)).toBe(value);
    expect(problems(env, (read) => read.integer('N', 5, bounds))).toEqual([]);
  });

  it.each(['0', '11', '-1', '1.5', '1e1', '0x1', ' 1', '１', 'ten', 'NaN', 'Infinity', '9'.repeat(400)])(
    'rejects "%s" and reports the bounds',
    (N) => {
      const found = problems({ N }, (read) => read.integer('N', 5, bounds));
      expect(found).toEqual(['N: must be a whole number from 1 to 10']);
    },
  );
});

describe('SettingsReader: oneOf()', () => {
  const choose = (read: SettingsReader) => read.oneOf('MODE', ['on', 'off'], 'on');

  it.each([
    [{ MODE: 'off' }, 'off'],
    [{ MODE: '' }, 'on'],
    [{}, 'on'],
  ])('reads %j', (env, value) => {
    expect(choose(new SettingsReader(env))).toBe(value);
  });

  it.each(['ON', 'yes', '1', 'true', 'on ', 'constructor'])(
    'rejects "%s" and reports the choices',
    (MODE) => {
      expect(problems({ MODE }, choose)).toEqual(['MODE: must be one of: on off']);
    },
  );
});

describe('SettingsReader: parsed()', () => {
  it('passes the text unchanged, and distinguishes absent from empty', () => {
    const texts: (string | undefined)[] = [];
    const read = new SettingsReader({ A: '', B: ' b ' });
    for (const name of ['A', 'B', 'C']) read.parsed(name, (text) => texts.push(text));
    expect(texts).toEqual(['', ' b ', undefined]);
  });

  it('returns the result of the parser', () => {
    expect(new SettingsReader({ A: '1,2' }).parsed('A', (text) => text?.split(','))).toEqual(['1', '2']);
  });

  it('reports the message of the parser', () => {
    const fail = (read: SettingsReader) =>
      read.parsed('A', () => {
        throw new Error('must be even');
      });
    expect(problems({}, fail)).toEqual(['A: must be even']);
  });

  it('reports no value when the parser throws something other than an Error', () => {
    const fail = (read: SettingsReader) =>
      read.parsed('A', (text) => {
        throw text as unknown as Error;
      });
    expect(problems({ A: 'hunter2' }, fail)).toEqual(['A: is wrong']);
  });
});

describe('SettingsReader: result()', () => {
  it('returns the settings when there are no problems', () => {
    const settings = { port: 1 };
    expect(new SettingsReader({}).result(settings)).toBe(settings);
  });

  it('throws all problems in the order of reading', () => {
    const read = new SettingsReader({ N: 'x', MODE: 'y' });
    read.integer('N', 1, { min: 1, max: 2 });
    read.oneOf('MODE', ['on'], 'on');
    read.addProblem('FINE', false, 'not reported');
    read.addProblem('OTHER', true, 'must be set');
    expect(() => read.result({})).toThrow(
      new SettingsError([
        'N: must be a whole number from 1 to 2',
        'MODE: must be one of: on',
        'OTHER: must be set',
      ]),
    );
  });
});

describe('SettingsError', () => {
  it('has a message with one line per problem', () => {
    const error = new SettingsError(['A: is wrong', 'B: is wrong']);
    expect(error.message).toBe('The settings are wrong:\n  A: is wrong\n  B: is wrong');
    expect(error.name).toBe('SettingsError');
    expect(new SettingsError(['A: is wrong']).message).toBe('The settings are wrong: A: is wrong');
  });
});
