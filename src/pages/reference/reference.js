/* global Scalar */
/* Scalar's API reference: every operation with a sample in each language it knows. */

Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  fetch: async (...request) => {
    const document = await (await fetch(...request)).json();
    for (const operation of Object.values(document.paths).flatMap(Object.values)) showHeaders(operation);
    return Response.json(document);
  },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  // This page asks nobody but the server it came from.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
});

/**
 * Samples leave optional parameters out, and all our headers are optional. Scalar includes one that has an example of
 * the same name as the body's, marked as not disabled.
 */
function showHeaders({ parameters = [], requestBody }) {
  const names = Object.keys(requestBody?.content['application/json'].examples ?? { default: {} });
  for (const parameter of parameters) {
    const value = parameter.schema?.default ?? parameter.schema?.example;
    if (parameter.in !== 'header' || value === undefined) continue;
    parameter.examples = Object.fromEntries(names.map((name) => [name, { value, 'x-disabled': false }]));
  }
}
