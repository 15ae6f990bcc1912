/** Entry point of `npm run doctor`, and of `node dist/doctor.js` in a container. */
import { parseArgs } from 'node:util';
import { diagnose } from './doctor/diagnose.js';
import { Report } from './doctor/report.js';
import { exitOnStartupError } from './operations/lifecycle/startup-error.js';

const USAGE = `Checks the settings, the tenants file, and the transports and SMS texts of a tenant, and sends test messages.

  npm run doctor -- [--tenant CODE] [--mail ADDRESS] [--sms NUMBER] [--language TAG] [--dry-run]

  --tenant    the tenant to check (default: default)
  --mail      sends a test mail to this address
  --sms       says what kind of number this is and whether the tenant sends to it, and sends a test SMS to it; with calling
              code or as dialled in the country of the tenant
  --language  language of the test messages (default: that of the tenant)
  --dry-run   checks the recipients only, and sends nothing

Exits with 0 if everything is right, else with 1.
`;

/** Parses the command line; prints {@link USAGE} and exits with 1 if it is not valid. */
function optionsOf(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    tenant: text,
    mail: text,
    sms: text,
    language: text,
    'dry-run': flag,
    help: flag,
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(1);
  }
}

try {
  const { help, 'dry-run': dryRun, ...options } = optionsOf(process.argv.slice(2));
  const report = new Report((line) => process.stdout.write(`${line}\n`));
  if (help) process.stdout.write(USAGE);
  else await diagnose({ ...options, dryRun }, report);
  process.exitCode = report.close();
} catch (error) {
  exitOnStartupError(error);
}
