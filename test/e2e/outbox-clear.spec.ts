import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp, UNLIMITED } from '../support/app.js';

const MESSAGES = '/outbox/messages';

interface Listing {
  readonly messages: readonly { readonly codeID: string; readonly account: string }[];
  readonly complete: boolean;
}

describe('DELETE /outbox/messages', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  beforeEach(() => clear());
  afterAll(() => app.close());

  const issue = async (account: string) => {
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, { use: 'login', type: 'email', account });
    return app.delivered(body.data.codeID);
  };
  const clear = (headers = {}) => app.fetch(MESSAGES, { method: 'DELETE', headers });
  const read = async (query = {}) => {
    const { body } = await app.fetch<Listing>(`${MESSAGES}?${new URLSearchParams(query).toString()}`);
    return body.data;
  };

  it('removes all messages and answers how many there were, in the envelope', async () => {
    await issue('a@example.com');
    await issue('b@example.com');
    const { status, body } = await clear();
    expect([status, body]).toEqual([
      200,
      { code: 0, msg: expect.any(String) as string, data: { removed: 2 } },
    ]);
    expect(await read()).toEqual({ messages: [], complete: true });
    expect((await clear()).body.data).toEqual({ removed: 0 });
  });

  it('leaves the codes valid', async () => {
    const { codeID, code, account } = await issue('a@example.com');
    await clear();
    const { body } = await app.post(`${CAPTCHA}/verify`, {
      use: 'login',
      type: 'email',
      account,
      codeID,
      code,
    });
    expect(body.code).toBe(0);
  });

  it('answers a long poll with `after` at once, and lets one for an account wait for its message', async () => {
    const { codeID } = await issue('a@example.com');
    const update = read({ after: codeID, wait: '30000' });
    const waiting = read({ account: 'b@example.com', wait: '30000' });
    await clear();
    expect(await update).toEqual({ messages: [], complete: true });
    await issue('b@example.com');
    expect((await waiting).messages).toMatchObject([{ account: 'b@example.com' }]);
  });

  it('removes nothing for a page of another origin', async () => {
    await issue('a@example.com');
    for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'same-site' }])
      expect((await clear(headers)).body.code).toBe(100012);
    expect((await read()).messages).toHaveLength(1);
    expect((await clear({ Origin: app.url, 'Sec-Fetch-Site': 'same-origin' })).body.code).toBe(0);
  });

  it('answers 404 with OUTBOX=off', async () => {
    const off = await TestApp.start({ env: { OUTBOX: 'off' } });
    const { status, body } = await off.fetch(MESSAGES, { method: 'DELETE' });
    expect([status, body.code]).toEqual([404, 100009]);
    await off.close();
  });
});

describe('GET /outbox/messages?after=', () => {
  it('answers whether the messages are all that match', async () => {
    const app = await TestApp.start();
    const ids: string[] = [];
    for (const account of ['a@example.com', 'b@example.com']) {
      const { body } = await app.post<{ codeID: string }>(CAPTCHA, { use: 'login', type: 'email', account });
      ids.push(body.data.codeID);
    }
    const read = async (query: string) => (await app.fetch<Listing>(`${MESSAGES}?${query}`)).body.data;
    expect(await read(`after=${ids[0]}`)).toMatchObject({ messages: [{ codeID: ids[1] }], complete: false });
    expect(await read('after=gone')).toMatchObject({ messages: [{}, {}], complete: true });
    await app.close();
  });
});

describe('/openapi.json: the outbox', () => {
  it('documents how to read it, with `wait` as an integer, and how to clear it', async () => {
    const app = await TestApp.start();
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<
        string,
        Record<string, { parameters: { name: string; schema: object }[]; responses: Record<string, object> }>
      >;
    };
    const { get, delete: remove } = document.paths[MESSAGES]!;
    const wait = get?.parameters.find(({ name }) => name === 'wait');
    expect(wait?.schema).toMatchObject({ type: 'integer', minimum: 0, maximum: 30_000 });
    expect(Object.keys(remove?.responses ?? {})).toEqual(['200', '403', '404']);
    expect(JSON.stringify(remove?.responses['200'])).toContain('OutboxCleared');
    await app.close();
  });
});
