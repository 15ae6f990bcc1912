/** Entry point of `npm run token`: prints a user token of the local service. */
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { type AppConfig, appConfig } from './config/app.config.js';
import { AppConfigModule } from './config/app-config.module.js';
import { type KeysConfig, keysConfig } from './config/keys.config.js';
import { exitOnStartupError } from './operations/lifecycle/startup-error.js';
import { signDemoToken } from './pages/demo-token/demo-token.js';

const USAGE = `Prints an iThings-token, valid for an hour, that the local service accepts: it is signed with USER_TOKEN_SECRET.

  npm run --silent token -- [--user ID] [--role ROLE] [--tenant CODE]

  --user    id of the user (default: 1)
  --role    role of the user (default: 1)
  --tenant  the tenant that the token names; it wins over the header iThings-tenant-code (default: none)

Exits with 1 in production, and without USER_TOKEN_SECRET.
`;

const text = { type: 'string' } as const;

/** Prints one line on the standard error and exits with 1. */
function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Parses the command line; prints {@link USAGE} and exits with 1 if it is not valid. */
function optionsOf(args: string[]) {
  try {
    const options = { user: text, role: text, tenant: text, help: { type: 'boolean' } } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

const NOT_IN_PRODUCTION = 'NODE_ENV=production: user tokens are issued by the login service only.';

try {
  const { help, ...user } = optionsOf(process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
  } else {
    const settings = AppConfigModule.register({}, ({ app }) => {
      // Production requires many settings, and their problems would hide this one.
      if (app.production) refuse(NOT_IN_PRODUCTION);
      return [];
    });
    const context = await NestFactory.createApplicationContext(settings, {
      logger: false,
      abortOnError: false,
    });
    if (context.get<AppConfig>(appConfig.KEY).production) refuse(NOT_IN_PRODUCTION);
    const { userTokenSecret } = context.get<KeysConfig>(keysConfig.KEY);
    if (userTokenSecret === '') refuse('USER_TOKEN_SECRET is not set. Set it in the environment or in .env.');
    process.stdout.write(`${await signDemoToken(userTokenSecret, user)}\n`);
  }
} catch (error) {
  exitOnStartupError(error);
}
