/* global location, URL */
import { withRoot } from '../docs/document/browser/relative-links.js';

/**
 * Adapts the OpenAPI document to Scalar.
 * @param root relative URL of the document's folder
 */
export function adapt(document, root, texts) {
  // Scalar resolves relative servers and links against the page, and not against the document.
  document.servers = [{ url: new URL(root, location.href).href.replace(/\/$/, '') }];
  document.info.description = withRoot(document.info.description, root);
  const operations = Object.values(document.paths).flatMap(Object.values);
  for (const operation of operations) {
    if (operation.description) operation.description = withRoot(operation.description, root);
    showHeaders(operation);
    for (const parameter of operation.parameters ?? [])
      showExample(parameter, parameter.schema?.example, texts);
  }
  for (const { properties = {} } of Object.values(document.components.schemas))
    for (const property of Object.values(properties)) showExample(property, property.example, texts);
  groupAliases(document, operations, texts);
  return document;
}

/** Adds an example to the description, because Scalar shows it only under the pointer. Long ones are in the samples. */
function showExample(described, example, { example: label }) {
  if (!/^(string|number)$/.test(typeof example) || String(example).length > 60) return;
  described.description = [described.description, `${label}: \`${example}\``].filter(Boolean).join(' ');
}

/**
 * Adds the headers to the samples. Scalar omits optional parameters, and all headers here are optional, unless they have
 * an example with the name of the body's example and `x-disabled: false`.
 */
function showHeaders({ parameters = [], requestBody }) {
  const names = Object.keys(requestBody?.content['application/json'].examples ?? { default: {} });
  for (const parameter of parameters) {
    const value = parameter.schema?.default ?? parameter.schema?.example;
    if (parameter.in !== 'header' || value === undefined) continue;
    parameter.examples = Object.fromEntries(names.map((name) => [name, { value, 'x-disabled': false }]));
  }
}

/** Moves aliases, which are deprecated, behind everything else. */
function groupAliases(document, operations, { aliases, aliasesDescription }) {
  const deprecated = operations.filter((operation) => operation.deprecated);
  for (const operation of deprecated) operation.tags = [aliases];
  if (deprecated.length > 0) document.tags.push({ name: aliases, description: aliasesDescription });
}
