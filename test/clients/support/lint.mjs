/**
 * Lints an OpenAPI document with Spectral (`spectral:oas`) and Redocly (`recommended`), and writes the findings of any
 * severity to standard output as JSON: `node lint.mjs FILE...`.
 */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { createConfig, lintDocument, makeDocumentFromString, BaseResolver } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';

const linter = new spectral.Spectral();
linter.setRuleset({ extends: [rulesets.oas] });
const config = await createConfig({ extends: ['recommended'] });

async function bySpectral(text) {
  const problems = await linter.run(text);
  return problems.map(({ code, message, path }) => ({
    tool: 'spectral',
    rule: String(code),
    message,
    at: `#/${path.join('/')}`,
  }));
}

async function byRedocly(text, file) {
  const problems = await lintDocument({
    document: makeDocumentFromString(text, file),
    config,
    externalRefResolver: new BaseResolver(),
  });
  return problems.map(({ ruleId, message, location }) => ({
    tool: 'redocly',
    rule: ruleId,
    message,
    at: String(location[0]?.pointer),
  }));
}

const findings = {};
for (const file of process.argv.slice(2)) {
  const text = await readFile(file, 'utf8');
  findings[file] = [...(await bySpectral(text)), ...(await byRedocly(text, file))];
}
process.stdout.write(JSON.stringify(findings));
