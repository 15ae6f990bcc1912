/* global location, Scalar, URL */
/* Scalar's API reference. */

Scalar.createApiReference('#reference', {
  url: 'openapi.json',
  fetch: async (...request) => {
    const document = await (await fetch(...request)).json();
    // Scalar resolves a relative server against the origin, and not, as OpenAPI says, against the document.
    document.servers = [{ url: new URL('.', location.href).href.replace(/\/$/, '') }];
    for (const operation of Object.values(document.paths).flatMap(Object.values)) showHeaders(operation);
    return Response.json(document);
  },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  // The page must not load anything from other hosts.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
});

/**
 * Adds the headers to the samples. Scalar omits optional parameters, and all headers here are optional, unless they
 * have an example with the name of the body's example and `x-disabled: false`.
 */
function showHeaders({ parameters = [], requestBody }) {
  const names = Object.keys(requestBody?.content['application/json'].examples ?? { default: {} });
  for (const parameter of parameters) {
    const value = parameter.schema?.default ?? parameter.schema?.example;
    if (parameter.in !== 'header' || value === undefined) continue;
    parameter.examples = Object.fromEntries(names.map((name) => [name, { value, 'x-disabled': false }]));
  }
}
