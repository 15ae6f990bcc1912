import { codeBlock, copyButton, element, ROOT, texts } from '../dom.js';
import { find } from '../../../serving/browser/find.js';
import type { TicketClaims } from './claims.js';
import { KEYS_URL } from './signature.js';

/** The programs of `docs/examples/check-ticket`: file, and how to install the library that it uses. */
const EXAMPLES: Readonly<Record<string, { readonly file: string; readonly library: string }>> = {
  'Node.js': { file: 'node.mjs', library: 'npm install jose' },
  Go: { file: 'go/main.go', library: 'go get github.com/coreos/go-oidc/v3/oidc' },
  Java: { file: 'CheckTicket.java', library: 'org.bitbucket.b_c:jose4j' },
  Python: { file: 'check_ticket.py', library: 'pip install "pyjwt[crypto]"' },
};

/** Constants at the start of the programs, such as `const JWKS_URL = '…'` and `jwksURL = "…"`. */
const CONSTANT = /\b(JWKS_?URL|ISSUER|AUDIENCE|USE)(\s*=\s*)(["'])[^"']*\3/gi;

let claims: TicketClaims = {};
let chosen = Object.keys(EXAMPLES)[0]!;

/** Adds a radio button for each language. */
export function addExamples(): void {
  for (const name of Object.keys(EXAMPLES)) {
    const radio = element('input');
    Object.assign(radio, { type: 'radio', name: 'example', value: name, checked: name === chosen });
    radio.addEventListener('change', () => {
      chosen = name;
      void showExample();
    });
    find('examples').append(element('label', '', radio, element('span', '', name)));
  }
}

/** Shows the program in the chosen language, with the values of this ticket. */
export function showExamplesFor(ticketClaims: TicketClaims): Promise<void> {
  claims = ticketClaims;
  return showExample();
}

async function showExample(): Promise<void> {
  const name = chosen;
  const { file, library } = EXAMPLES[name]!;
  const response = await fetch(`${ROOT}playground/check-ticket/${file}`);
  const program = response.ok ? withValues(await response.text()) : '';
  if (name !== chosen) return;
  const [before, after] = texts.checkIntro.split('{package}');
  const intro = element('p', 'hint', before ?? '', element('code', '', library), after ?? '');
  find('example').replaceChildren(
    intro,
    copyButton(() => program),
    codeBlock(program),
  );
}

function withValues(program: string): string {
  const values: Readonly<Record<string, unknown>> = {
    jwksurl: KEYS_URL,
    issuer: claims['iss'],
    audience: claims['aud'],
    use: claims['use'],
  };
  return program.replace(CONSTANT, (_, name: string, sign: string, quote: string) => {
    const value = String(values[name.toLowerCase().replace('_', '')]);
    return `${name}${sign}${quote}${value}${quote}`;
  });
}
