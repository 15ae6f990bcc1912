import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../src/config/settings.js';
import { TestApp } from '../../support/app.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../../support/tenants-file.js';

/** Settings that change what the document says about responses. */
const SETTINGS = {
  semantic: {},
  400: { ERROR_STATUS: '400' },
  200: { ERROR_STATUS: '200' },
  'success-200': { SUCCESS_CODE: '200' },
} as const satisfies Record<string, Environment>;
export type Mode = `${keyof typeof SETTINGS}`;

/** The values of `ERROR_STATUS`. */
export const ERROR_STATUSES: readonly Mode[] = ['semantic', '400', '200'];

/** A running server and a copy of its document. */
export class ServedDocument {
  private constructor(
    private readonly app: TestApp,
    private readonly tenants: TenantsFile,
    /** Path of the copy. */
    readonly file: string,
  ) {}

  /**
   * Starts the server with a tenant `step-up`, which requires an image before each message.
   * @param folder where the copy belongs
   */
  static async start(mode: Mode, folder: string): Promise<ServedDocument> {
    const { tenants, ...rest } = unlimitedTenants();
    const stepUp = { code: 'step-up', policy: { limits: { stepUp: { perAccountHour: 0 } } } };
    const tenantsFile = await writeTenantsFile({ ...rest, tenants: [...tenants, stepUp] });
    const app = await TestApp.start({ env: { ...tenantsFile.env, ...SETTINGS[mode] } });
    const served = new ServedDocument(app, tenantsFile, join(folder, `${mode}.json`));
    await writeFile(served.file, await served.text());
    return served;
  }

  get url(): string {
    return this.app.url;
  }

  /** @param query such as `?lang=zh-CN` */
  async text(query = ''): Promise<string> {
    return (await fetch(`${this.url}/openapi.json${query}`)).text();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.tenants.remove();
  }
}
