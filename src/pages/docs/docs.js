/* global SwaggerUIBundle */
/* Swagger UI, and under each answer the pictures and sounds that it carries. */

// Swagger UI has dark colours but leaves the choice to a bar that this page does without.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();

SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  plugins: [{ wrapComponents: { responseBody: withMedia } }],
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // Swagger UI would send the document to a validator on the internet.
  validatorUrl: null,
});

/** Wraps Swagger UI's response body, for successes and refusals alike: a step-up (1000034) carries an image, too. */
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
      media.length > 0 && React.createElement('div', { className: 'answer-media' }, media),
    );
  };
}

/** Name and value of every picture and sound in an envelope's `data`; none for anything else. */
function mediaOf(content) {
  try {
    return Object.entries(JSON.parse(content).data).filter(([, url]) => /^data:(image|audio)\//.test(url));
  } catch {
    return [];
  }
}
