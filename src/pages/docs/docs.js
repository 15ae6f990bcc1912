/* global SwaggerUIBundle */
/* Swagger UI, which shows the pictures and sounds in a response below it. */

// Swagger UI switches its dark mode in the top bar, which this page does not have.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const applyColorScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', applyColorScheme);
applyColorScheme();

SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  plugins: [{ wrapComponents: { responseBody: withMedia } }],
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // By default Swagger UI sends the document to validator.swagger.io.
  validatorUrl: null,
});

/** Wraps Swagger UI's response body. Failures are included, because a step-up (1000034) contains an image, too. */
function withMedia(ResponseBody, { React }) {
  return function ResponseBodyWithMedia(props) {
    const media = mediaOf(props.content).map(([name, url]) =>
      url.startsWith('data:audio/')
        ? React.createElement('audio', { key: name, src: url, controls: true, 'aria-label': `data.${name}` })
        : React.createElement('img', { key: name, src: url, alt: `data.${name} as a picture` }),
    );
    return React.createElement(
      'div',
      null,
      React.createElement(ResponseBody, props),
      media.length > 0 && React.createElement('div', { className: 'response-media' }, media),
    );
  };
}

/** Names and data URIs of the pictures and sounds in an envelope's `data`; none if it is not an envelope. */
function mediaOf(content) {
  try {
    return Object.entries(JSON.parse(content).data).filter(([, url]) => /^data:(image|audio)\//.test(url));
  } catch {
    return [];
  }
}
