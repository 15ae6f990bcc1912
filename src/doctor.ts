/** `npm run doctor`, or `node dist/doctor.js` where nothing is built any more. */
import { parseArgs } from 'node:util';
import { diagnose } from './doctor/diagnose.js';
import { Report } from './doctor/report.js';
import { exitOnStartupError } from './operations/lifecycle/startup-error.js';

const USAGE = `Checks the settings, the tenants file and every transport of a tenant, and sends test messages.

  npm run doctor -- [--tenant CODE] [--mail ADDRESS] [--sms NUMBER] [--language TAG]

  --tenant    whose transports are checked (default: default)
  --mail      sends a test mail to this address
  --sms       sends a test SMS to this number, with calling code or as in the country of the tenant
  --language  of the test messages (default: that of the tenant)

Ends with 0 when everything is right, and with 1 when something is not.
`;

/** What the command line asks for; ends the process when it is none of {@link USAGE}. */
function optionsOf(args: string[]) {
  const text = { type: 'string' } as const;
  const options = { tenant: text, mail: text, sms: text, language: text, help: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(1);
  }
}

try {
  const { help, ...wish } = optionsOf(process.argv.slice(2));
  const report = new Report((line) => process.stdout.write(`${line}\n`));
  if (help) process.stdout.write(USAGE);
  else await diagnose(wish, report);
  process.exitCode = report.close();
} catch (error) {
  exitOnStartupError(error);
}
