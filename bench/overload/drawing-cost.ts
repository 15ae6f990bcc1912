import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../servers.js';

const DRAWINGS = 2000;
const POLICY = { length: 6, alphabet: 'letters', lifetime: 180, attempts: 1 };

/** The used exports of the built application; its build has no type declarations. */
interface BuiltModules {
  readonly RenderQueue: new () => { run(draw: () => unknown): Promise<unknown> };
  readonly Challenge: { draw(facts: object): { readonly code: string; readonly language: string } };
  readonly presentationOf: (name: string) => { present(code: string, language: string): unknown };
}

/** Columns of {@link drawingCost}. */
export const DRAWING_COST_HEADER = ['presentation', 'loop busy ms/drawing', 'CPU ms/drawing'];

/**
 * Measures event loop time per drawing, with one drawing per event loop turn through the render queue.
 * @returns cells for {@link DRAWING_COST_HEADER}
 * @throws {Error} when the application is not built
 */
export async function drawingCost(presentation: 'image' | 'audio'): Promise<string[]> {
  const { RenderQueue, presentationOf, Challenge } = await loadModules();
  const queue = new RenderQueue();
  const drawOne = async (): Promise<void> => {
    const { code, language } = Challenge.draw({
      ...{ type: 'image', use: 'login', tenant: {}, language: 'en' },
      ...{ policy: POLICY, presentation },
    });
    await queue.run(() => presentationOf(presentation).present(code, language));
    await setImmediate();
  };
  for (let i = 0; i < DRAWINGS / 4; i++) await drawOne();
  const before = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  for (let i = 0; i < DRAWINGS; i++) await drawOne();
  const { active } = performance.eventLoopUtilization(before);
  const { user, system } = process.cpuUsage(cpu);
  return [presentation, (active / DRAWINGS).toFixed(3), ((user + system) / 1000 / DRAWINGS).toFixed(3)];
}

async function loadModules(): Promise<BuiltModules> {
  const files = ['delivery/render-queue', 'challenge/presentations/index', 'challenge/challenge'];
  const urls = files.map((file) => pathToFileURL(join(ROOT, 'dist/user/captcha', `${file}.js`)).href);
  const modules = await Promise.all(urls.map((url) => import(url) as Promise<Partial<BuiltModules>>));
  return Object.assign({}, ...modules) as BuiltModules;
}
