import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const FOLDER = 'docs/examples/check-ticket';
/** Key set in the programs, as they stand in the README. */
export const README_JWKS_URL = 'http://127.0.0.1:3000/.well-known/jwks.json';

const run = promisify(execFile);

/** Output of a program that accepts the ticket, or its exit code and error output. */
export interface CheckResult {
  readonly accepted: boolean;
  readonly output: string;
}

/** A program of docs/examples/check-ticket, and what it takes to run it on this machine. */
export interface TicketChecker {
  readonly file: string;
  /** What is not installed here, or `undefined`. */
  readonly missing: string | undefined;
  /** Whether `.ci/run` installs what it takes, so that CI must not skip it. */
  readonly inCi: boolean;
  /** Compiles the program in `folder`, where it lies under its own name. Returns the command, without the ticket. */
  prepare(folder: string): Promise<readonly string[]>;
}

const python = ['python3', '/usr/bin/python3'].find((path) =>
  succeeds(path, '-c', 'import jwt, cryptography'),
);

/** Debian has go-oidc 2, whose functions of this program are those of 3: the compiler gets it under the path of 3. */
const GO_PATH = '/usr/share/gocode';
const GO_OIDC = join(GO_PATH, 'src/github.com/coreos/go-oidc');

const jar = (pattern: string) => join(homedir(), '.m2/repository', pattern);
const jars = [
  jar('org/bitbucket/b_c/jose4j/0.9.6/jose4j-0.9.6.jar'),
  ...['1.7.36', '2.0.17'].map((version) => jar(`org/slf4j/slf4j-api/${version}/slf4j-api-${version}.jar`)),
].filter((path) => existsSync(path));

export const TICKET_CHECKERS: readonly TicketChecker[] = [
  {
    file: 'node.mjs',
    missing: undefined,
    inCi: true,
    async prepare(folder) {
      await symlink(resolve('node_modules'), join(folder, 'node_modules'));
      return [process.execPath, join(folder, 'node.mjs')];
    },
  },
  {
    file: 'check_ticket.py',
    missing: python ? undefined : 'python3 with PyJWT and cryptography',
    inCi: true,
    prepare: async (folder) => [python!, join(folder, 'check_ticket.py')],
  },
  {
    file: 'go/main.go',
    missing: succeeds('go', 'version') && existsSync(GO_OIDC) ? undefined : 'go with go-oidc',
    inCi: true,
    async prepare(folder) {
      const package_ = join(folder, 'src/github.com/coreos/go-oidc/v3');
      await mkdir(package_, { recursive: true });
      await cp(GO_OIDC, join(package_, 'oidc'), { recursive: true });
      const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOPATH: `${folder}:${GO_PATH}` };
      await run('go', ['build', '-o', join(folder, 'check'), './go/main.go'], { cwd: folder, env });
      return [join(folder, 'check')];
    },
  },
  {
    file: 'CheckTicket.java',
    missing: succeeds('javac', '-version') && jars.length > 1 ? undefined : 'a JDK with jose4j and slf4j-api',
    // Debian has no package of jose4j.
    inCi: false,
    async prepare(folder) {
      const path = [folder, ...jars.slice(0, 2)].join(':');
      await run('javac', ['-cp', path, '-d', folder, join(folder, 'CheckTicket.java')]);
      return ['java', '-XX:TieredStopAtLevel=1', '-cp', path, 'CheckTicket'];
    },
  },
];

/** Writes a program that reads its keys at `jwksUrl` to `folder`, and compiles it. Returns the function that runs it. */
export async function prepareChecker(
  checker: TicketChecker,
  jwksUrl: string,
  folder: string,
): Promise<(ticket: string) => Promise<CheckResult>> {
  const source = await readFile(join(FOLDER, checker.file), 'utf8');
  const target = join(folder, checker.file);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, source.replace(README_JWKS_URL, jwksUrl));
  const [command = '', ...args] = await checker.prepare(folder);
  return async (ticket) =>
    run(command, [...args, ticket]).then(
      ({ stdout }) => ({ accepted: true, output: stdout.trim() }),
      ({ stderr }: { stderr: string }) => ({ accepted: false, output: stderr }),
    );
}

function succeeds(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
