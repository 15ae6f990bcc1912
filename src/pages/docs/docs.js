/* global SwaggerUIBundle */
/* Swagger UI with the plugins of this service. */
import { demoToken } from './plugins/demo-token.js';
import { labels } from './plugins/labels.js';
import { media } from './plugins/media.js';
import { relativeLinks } from './plugins/relative-links.js';
import { shortData } from './plugins/short-data.js';
import { verifyThis } from './plugins/verify-this.js';

// Swagger UI switches its dark mode in the top bar, which this page does not have.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const applyColorScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', applyColorScheme);
applyColorScheme();

const texts = JSON.parse(document.querySelector('#texts').textContent);
const { root, document: url, demoToken: hasDemoToken } = document.querySelector('#swagger-ui').dataset;
const useToken = (token) => ui.preauthorizeApiKey('iThings-token', token);

const ui = SwaggerUIBundle({
  url,
  dom_id: '#swagger-ui',
  plugins: [
    labels(texts),
    media(texts),
    shortData(texts),
    verifyThis(texts),
    relativeLinks(root),
    ...(hasDemoToken === 'true' ? [demoToken(texts, `${root}demo-token`, useToken)] : []),
  ],
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // By default Swagger UI sends the document to validator.swagger.io.
  validatorUrl: null,
});
