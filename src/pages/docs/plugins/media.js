import { mediaOf } from '../document/browser/media-of.js';

/** Plugin for Swagger UI: shows the pictures and sounds of a response below it. */
export const media = (texts) => ({
  wrapComponents: {
    responseBody:
      (ResponseBody, { React }) =>
      (props) => {
        const elements = mediaOf(props.content).map(([name, src]) =>
          src.startsWith('data:audio/')
            ? React.createElement('audio', {
                key: name,
                src,
                controls: true,
                'aria-label': of(texts.sound, name),
              })
            : React.createElement('img', { key: name, src, alt: of(texts.picture, name) }),
        );
        return React.createElement(
          'div',
          null,
          React.createElement(ResponseBody, props),
          elements.length > 0 && React.createElement('div', { className: 'response-media' }, elements),
        );
      },
  },
});

const of = (text, name) => text.replace('{name}', name);
