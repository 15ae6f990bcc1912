import { withRoot } from '../document/browser/relative-links.js';

/** Plugin for Swagger UI: resolves the relative links in descriptions against the folder of the document. */
export const relativeLinks = (root) => ({
  wrapComponents: {
    Markdown:
      (Markdown, { React }) =>
      ({ source, ...props }) =>
        React.createElement(Markdown, {
          ...props,
          source: typeof source === 'string' ? withRoot(source, root) : source,
        }),
  },
});
