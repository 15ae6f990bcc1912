import { onTestFinished } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { type DoctorOptions, diagnose } from '../../src/doctor/diagnose.js';
import { Report } from '../../src/doctor/report.js';
import { writeTenantsFile } from './tenants-file.js';

/** What `npm run doctor` prints, and its exit code. */
export interface Diagnosis {
  readonly text: string;
  readonly exitCode: number;
}

/** Runs the doctor in this process. @param env overrides settings in which both channels are the outbox */
export async function runDoctor(options: DoctorOptions, env: Environment): Promise<Diagnosis> {
  const lines: string[] = [];
  const report = new Report((line) => lines.push(line));
  await diagnose(options, report, { MAIL_DSN: 'outbox:', SMS_DSN: 'outbox:', ...env });
  return { exitCode: report.close(), text: lines.join('\n') };
}

/** Writes a tenants file with `default` and these tenants. It is removed after the test. */
export async function withTenants(...tenants: object[]): Promise<Environment> {
  const file = await writeTenantsFile({ tenants: [{ code: 'default' }, ...tenants] });
  onTestFinished(() => file.remove());
  return file.env;
}
