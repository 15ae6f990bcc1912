/** The start of a relative link in Markdown: not `https:`, `/`, `#` or `.`. */
const RELATIVE_LINK = /\]\((?![a-z][\w+.-]*:|[/#.])/gi;

/**
 * Plugin for Swagger UI: links in descriptions are relative to the URL of the document, but the page for a language is
 * one level below: `/docs/zh-CN`.
 */
export const relativeLinks = (root) => ({
  wrapComponents: {
    Markdown:
      (Markdown, { React }) =>
      ({ source, ...props }) =>
        React.createElement(Markdown, { ...props, source: withRoot(source, root) }),
  },
});

function withRoot(source, root) {
  return typeof source === 'string' ? source.replace(RELATIVE_LINK, `](${root}`) : source;
}
