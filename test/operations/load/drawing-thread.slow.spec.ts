import { expect, it, onTestFinished } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { CODE } from '../../support/requests.js';
import { ServiceProcess } from '../../support/service-process.js';
import { describeWithBuild } from '../../support/vitest/describe-with-build.js';

interface Picture {
  readonly code: string;
  readonly url: string;
}

describeWithBuild('dist/main.js', 'drawing-thread.ts', () => {
  it('draws jobs in turn, each picture of another code of the format, and draws nothing after a failure', async () => {
    const script = ServiceProcess.spawn({ file: 'test/operations/support/draw-in-thread.mjs' });
    expect(await script.waitForExit()).toMatchObject({ code: 0 });
    const { drawn, failures } = JSON.parse(script.lines[0] ?? '{}') as {
      drawn: Picture[][];
      failures: string[];
    };
    expect(drawn.map((pictures) => pictures.length)).toEqual([3, 2]);
    const pictures = drawn.flat();
    expect(new Set(pictures.map(({ code }) => code)).size).toBe(5);
    for (const { code, url } of pictures) {
      expect(code).toMatch(/^[ACDEFHKMN]{6}$/);
      expect(url).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
    }
    expect(failures).toEqual(Array(3).fill(expect.stringMatching('length of a code')));
  });
});

describeWithBuild('dist/main.js', 'drawing.config.ts: DRAWING_THREAD', () => {
  it.each(['on', 'off'])('=%s: each image has a code of its own, which solves it', async (DRAWING_THREAD) => {
    const service = await ServiceProcess.start({ env: { DRAWING_THREAD } });
    onTestFinished(() => service.stop());
    const request = async <Data>(path: string, body?: object) => {
      const headers = { 'Content-Type': 'application/json' };
      const init = body && { method: 'POST', headers, body: JSON.stringify(body) };
      return (await (await fetch(service.url + path, init)).json()) as { code: number; data: Data };
    };
    const image = { use: 'login', type: 'image' };
    const issue = () => request<{ codeID: string; url: string }>(CAPTCHA, image);
    const issued: { codeID: string; url: string }[] = [];
    // In turn: later ones find pictures that the thread has drawn.
    for (let i = 0; i < 20; i++) issued.push((await issue()).data);
    expect(new Set(issued.map(({ url }) => url)).size).toBe(20);
    const { data } = await request<{ messages: { codeID: string; code: string }[] }>('/outbox/messages');
    for (const { codeID } of issued) {
      const code = data.messages.find((message) => message.codeID === codeID)?.code;
      expect((await request(`${CAPTCHA}/verify`, { ...image, codeID, code })).code).toBe(CODE.ok);
    }
    expect(service.lines.join()).not.toContain('the drawing thread failed');
  });
});
