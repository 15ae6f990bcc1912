import { describe, expect, it } from 'vitest';
import { SettingsError, SettingsReader } from './settings-reader.js';

/** What a reader complains about after these readings. */
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

describe('A text', () => {
  it.each([
    [{ HOST: '::1' }, '::1'],
    [{ HOST: ' ' }, ' '],
    [{ HOST: '' }, 'preset'],
    [{}, 'preset'],
  ])('is what the environment says, or its preset when that is empty: %j', (env, value) => {
    expect(new SettingsReader(env).text('HOST', 'preset')).toBe(value);
  });
});

describe('A whole number', () => {
  const limits = { min: 1, max: 10 };

  it.each([
    [{ N: '1' }, 1],
    [{ N: '10' }, 10],
    [{ N: '007' }, 7],
    [{ N: '' }, 5],
    [{}, 5],
  ])('is read from %j', (env, value) => {
    expect(new SettingsReader(env).integer('N', 5, limits)).toBe(value);
    expect(problems(env, (read) => read.integer('N', 5, limits))).toEqual([]);
  });

  it.each(['0', '11', '-1', '1.5', '1e1', '0x1', ' 1', '１', 'ten', 'NaN', 'Infinity', '9'.repeat(400)])(
    'is refused as "%s", with its limits',
    (N) => {
      const found = problems({ N }, (read) => read.integer('N', 5, limits));
      expect(found).toEqual(['N: must be a whole number from 1 to 10']);
    },
  );
});

describe('A choice', () => {
  const choose = (read: SettingsReader) => read.oneOf('MODE', ['on', 'off'], 'on');

  it.each([
    [{ MODE: 'off' }, 'off'],
    [{ MODE: '' }, 'on'],
    [{}, 'on'],
  ])('is read from %j', (env, value) => {
    expect(choose(new SettingsReader(env))).toBe(value);
  });

  it.each(['ON', 'yes', '1', 'true', 'on ', 'constructor'])(
    'is refused as "%s", with the choices',
    (MODE) => {
      expect(problems({ MODE }, choose)).toEqual(['MODE: must be one of: on off']);
    },
  );
});

describe('A setting with a grammar of its own', () => {
  it('is handed over as it is, absent and empty told apart', () => {
    const texts: (string | undefined)[] = [];
    const read = new SettingsReader({ A: '', B: ' b ' });
    for (const name of ['A', 'B', 'C']) read.parsed(name, (text) => texts.push(text));
    expect(texts).toEqual(['', ' b ', undefined]);
  });

  it('is what its grammar makes of it', () => {
    expect(new SettingsReader({ A: '1,2' }).parsed('A', (text) => text?.split(','))).toEqual(['1', '2']);
  });

  it('is refused in the words of its grammar', () => {
    const fail = (read: SettingsReader) =>
      read.parsed('A', () => {
        throw new Error('must rhyme');
      });
    expect(problems({}, fail)).toEqual(['A: must rhyme']);
  });

  it('is refused without the value when what was thrown is no error', () => {
    const fail = (read: SettingsReader) =>
      read.parsed('A', (text) => {
        throw text as unknown as Error;
      });
    expect(problems({ A: 'hunter2' }, fail)).toEqual(['A: is wrong']);
  });
});

describe('The settings', () => {
  it('are what was read when all of it was right', () => {
    const settings = { port: 1 };
    expect(new SettingsReader({}).result(settings)).toBe(settings);
  });

  it('are refused with every problem, in the order of reading, in one message', () => {
    const read = new SettingsReader({ N: 'x', MODE: 'y' });
    read.integer('N', 1, { min: 1, max: 2 });
    read.oneOf('MODE', ['on'], 'on');
    read.addProblem('FINE', false, 'never said');
    read.addProblem('OTHER', true, 'must be set');
    expect(() => read.result({})).toThrow(
      new SettingsError([
        'N: must be a whole number from 1 to 2',
        'MODE: must be one of: on',
        'OTHER: must be set',
      ]),
    );
  });

  it('say in their error that the settings are wrong, then one line for each problem', () => {
    const error = new SettingsError(['A: is wrong', 'B: is wrong']);
    expect(error.message).toBe('The settings are wrong:\n  A: is wrong\n  B: is wrong');
    expect(error.name).toBe('SettingsError');
  });
});
