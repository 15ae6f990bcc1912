import type { Page, Request } from 'playwright-core';
import { expect, it } from 'vitest';
import { allViolations } from '../support/browser/axe.js';
import { CAPTCHA } from '../support/app.js';
import { unexpectedProblems } from './support/unexpected.js';
import { describeWidget } from './support/widget.js';

const CHECKING = 'Checking that you are not a robot…';
const SOLVER = '/captcha-field/solver.js';

/** Runs in the page before its scripts. */
const NO_WORKER = 'delete globalThis.Worker';
const NO_WEBCRYPTO = `${NO_WORKER}; Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })`;

/** Changes the last digit of the key in a solution. */
function forge(code: string): string {
  const payload = JSON.parse(Buffer.from(code, 'base64').toString()) as { solution: { derivedKey: string } };
  const { derivedKey } = payload.solution;
  payload.solution.derivedKey = derivedKey.slice(0, -1) + (derivedKey.endsWith('0') ? '1' : '0');
  return Buffer.from(JSON.stringify(payload)).toString('base64');
}

/** The next requests with an answer get a wrong one. */
async function forgeAnswers(page: Page, path: string): Promise<void> {
  await page.route(path, (route) => {
    const body = route.request().postDataJSON() as { code?: string };
    return body.code === undefined
      ? route.continue()
      : route.continue({ postData: JSON.stringify({ ...body, code: forge(body.code) }) });
  });
}

const bodyOf = (request: Request) => request.postDataJSON() as Record<string, unknown>;

describeWidget('<captcha-field>: a proof of work before a code is sent', (host) => {
  const visit = async (account: string, prepare = '') => {
    const visited = await host.page(`type="email" account="${account}" tenant="solved"`);
    const requests: Request[] = [];
    visited.page.on('request', (request) => requests.push(request));
    await visited.page.addInitScript(prepare);
    await visited.go();
    await visited.send.waitFor();
    return { ...visited, posted: () => requests.filter((one) => one.method() === 'POST').map(bodyOf) };
  };
  /** A picture was requested in place of the proof of work, and another one follows a wrong answer. */
  async function expectPicturesOnly({ input, verify, status, posted }: Awaited<ReturnType<typeof visit>>) {
    await input.fill('AAAAAA');
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('That was not right. Try this new one.');
    expect(posted().map(({ code, presentation }) => [code, presentation])).toEqual([
      [undefined, undefined],
      [undefined, 'image'],
      ['AAAAAA', 'image'],
    ]);
  }

  it('is solved in a worker without the person, and the code is sent', async () => {
    const { page, send, sent, posted, problems } = await visit('solved@example.com');
    const worker = page.waitForEvent('worker');
    await send.focus();
    await page.keyboard.press('Enter');
    expect((await worker).url()).toBe(host.app.url + SOLVER);
    await expect.poll(() => sent.textContent()).toBe('We sent a code to solved@example.com.');
    expect(posted()).toEqual([
      { use: 'login', type: 'email', account: 'solved@example.com' },
      {
        use: 'login',
        type: 'email',
        account: 'solved@example.com',
        codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
        code: expect.stringMatching(/^[\w+/=]{500,}$/) as string,
      },
    ]);
    expect(await host.messagesTo('solved@example.com')).toBe(1);
    expect(await page.locator('captcha-field input:focus').count()).toBe(1);
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('says what it does, moves nothing, and leaves axe nothing to report', async () => {
    const { page, field, send, sent, status } = await visit('progress@example.com');
    const boxes = () => Promise.all([field.boundingBox(), send.boundingBox()]);
    const before = await boxes();
    const release = await host.holdRequestOnce(page, SOLVER);
    await send.click();
    await expect.poll(() => status.textContent()).toBe(CHECKING);
    expect(await boxes()).toEqual(before);
    expect(await field.locator('[part~=send][data-waiting]').count()).toBe(1);
    expect(await page.locator('captcha-field:state(busy)').count()).toBe(1);
    expect(await allViolations(page)).toEqual([]);
    release();
    await expect.poll(() => sent.textContent()).toContain('progress@example.com');
    expect(await status.textContent()).toBe('');
    expect(await field.locator('[data-waiting]').count()).toBe(0);
  });

  it('is solved on the main thread where no worker starts', async () => {
    const { page, send, sent } = await visit('main@example.com', NO_WORKER);
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('main@example.com');
    expect(page.workers()).toEqual([]);
  });

  it.each([
    ['WebCrypto is missing, as on a page without https', NO_WEBCRYPTO, undefined],
    ['the solver does not load', '', SOLVER],
    ['nothing of it loads', '', '/captcha-field/step-up.js'],
  ])('is replaced by a picture, and stays one, where %s', async (_, prepare, blocked) => {
    const visited = await visit('picture@example.com', prepare);
    const { page, send, image, status } = visited;
    if (blocked) await page.route(host.app.url + blocked, (route) => route.abort());
    await send.click();
    await image.waitFor();
    expect(await image.getAttribute('src')).toMatch(/^data:image\/png/);
    expect(await status.textContent()).toBe('Answer this first. Then we send your code.');
    await expectPicturesOnly(visited);
  });

  it('is replaced by a picture after ten seconds, and stays one', async () => {
    const visited = await visit('slow@example.com');
    const { page, send, image } = visited;
    await page.clock.install();
    await host.holdRequestOnce(page, SOLVER);
    // The time runs when the solver is requested.
    const requested = page.waitForRequest(host.app.url + SOLVER);
    await send.click();
    await requested;
    await page.clock.fastForward(10_000);
    await image.waitFor();
    await expectPicturesOnly(visited);
  });

  it('is replaced by a picture after two wrong solutions', async () => {
    const { page, send, image, posted } = await visit('wrong@example.com');
    await forgeAnswers(page, host.app.url + CAPTCHA);
    await send.click();
    await image.waitFor();
    expect(posted().map(({ code, presentation }) => [code !== undefined, presentation])).toEqual([
      [false, undefined],
      [true, undefined],
      [true, undefined],
      [false, 'image'],
    ]);
  });

  it('loads nothing where the server asks for no proof of work', async () => {
    const { page, go, send, image } = await host.page(
      'type="email" account="p@example.com" tenant="careful"',
    );
    const urls: string[] = [];
    page.on('request', (request) => urls.push(new URL(request.url()).pathname));
    await go();
    await send.click();
    await image.waitFor();
    expect(urls.filter((path) => path.startsWith('/captcha-field'))).toEqual(['/captcha-field.js']);
  });
});

describeWidget('<captcha-field presentation="pow">', (host) => {
  it('verifies itself: there is nothing to read, to type or to press in a form', async () => {
    const { page, go, field, input, image, verify, status, property } = await host.page(
      'presentation="pow" tenant="solved"',
      { around: (element) => `<form>${element}<button>Log in</button></form>` },
    );
    await go();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(await property('value')).toMatch(/^\S+\.\S+\.\S+$/);
    for (const part of [input, image, verify, field.locator('label')])
      expect(await part.isVisible()).toBe(false);
    expect(await allViolations(page)).toEqual([]);
  });

  it('submits the form once, with the ticket, when it is submitted before', async () => {
    const { page, go, status } = await host.page('presentation="pow" tenant="solved"', {
      around: (element) => `<form>${element}<button>Log in</button></form>`,
    });
    const release = await host.holdRequestOnce(page, SOLVER);
    await go();
    await page.evaluate(`window.sent = []; document.forms[0].addEventListener('submit', (event) => {
      event.preventDefault();
      window.sent.push(Object.fromEntries(new FormData(event.target)));
    })`);
    await expect.poll(() => status.textContent()).toBe(CHECKING);
    const button = page.getByRole('button', { name: 'Log in' });
    await button.click();
    await button.click();
    release();
    const ticket = expect.stringMatching(/^\S+\.\S+\.\S+$/) as string;
    await expect.poll(() => page.evaluate('window.sent')).toEqual([{ ticket }]);
  });

  it('solves another one for a form that is submitted after the ticket has expired', async () => {
    const { page, go, status, property } = await host.page('presentation="pow" tenant="solved"', {
      around: (element) => `<form>${element}<button>Log in</button></form>`,
    });
    await page.clock.install();
    await go();
    await expect.poll(() => status.textContent()).toBe('Verified');
    await page.evaluate(`document.forms[0].addEventListener('submit', (event) => {
      event.preventDefault();
      window.sent = new FormData(event.target).get('ticket');
    })`);
    const first = await property('value');
    await page.clock.fastForward(301_000);
    await expect.poll(() => property('value')).toBe('');
    expect(await status.textContent()).toBe('');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect.poll(() => page.evaluate('window.sent')).toMatch(/^\S+\.\S+\.\S+$/);
    expect(await page.evaluate('window.sent')).not.toBe(first);
  });

  it('submits the solution with submit="code"', async () => {
    const { page, go } = await host.page('presentation="pow" submit="code" tenant="solved"', {
      around: (element) => `<form>${element}<button>Log in</button></form>`,
    });
    await go();
    await page.evaluate(`document.forms[0].addEventListener('submit', (event) => {
      event.preventDefault();
      window.sent = Object.fromEntries(new FormData(event.target));
    })`);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect
      .poll(() => page.evaluate('window.sent'))
      .toEqual({
        type: 'image',
        codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
        code: expect.stringMatching(/^[\w+/=]{500,}$/) as string,
      });
  });

  it('has a button of its own without a form', async () => {
    const { page, go, verify, status } = await host.page('presentation="pow" tenant="solved"');
    await page.route(`${host.app.url}${CAPTCHA}`, (route) => route.abort(), { times: 1 });
    await go();
    await expect.poll(() => status.textContent()).toContain('did not answer');
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
  });

  it('shows a picture after two wrong solutions', async () => {
    const { page, go, image, input, posts } = await host.page('presentation="pow" tenant="solved"');
    await forgeAnswers(page, `${host.app.url}${CAPTCHA}/verify`);
    await go();
    await image.waitFor();
    expect(await input.isVisible()).toBe(true);
    // Two challenges and two answers, a third challenge that is not solved, and the picture.
    expect(posts()).toBe(6);
  });
});
