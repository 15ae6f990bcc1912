/* global Scalar */
/* Scalar's API reference, which shows the pictures and sounds in the response to a test request. */
import { adapt } from './adapt-document.js';
import { showMedia } from './media.js';

const texts = JSON.parse(document.querySelector('#texts').textContent);
const { root, document: url } = document.querySelector('#reference').dataset;

// Scalar's hook for responses gets no response, and its test requests use the global fetch.
const send = window.fetch.bind(window);
window.fetch = async (...request) => {
  const response = await send(...request);
  void showMedia(response.clone(), texts);
  return response;
};

Scalar.createApiReference('#reference', {
  url,
  fetch: async (...request) => Response.json(adapt(await (await send(...request)).json(), root, texts)),
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  // The page must not load anything from other hosts.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
});
