/** The first characters of base64 in a data URI, and the rest if it is long. */
const LONG_DATA = /(;base64,[\w+/=]{24})([\w+/=]{76,})/g;

/**
 * Plugin for Swagger UI: shortens long data URIs where code is shown, with a button for the whole text. Copies and
 * downloads of a response are always whole, because only the highlighted text is changed.
 */
export const shortData = (texts) => ({
  wrapComponents: {
    SyntaxHighlighter: (SyntaxHighlighter, { React }) =>
      function ShortData({ children, ...props }) {
        const [isWhole, setWhole] = React.useState(false);
        const code = typeof children === 'string' ? shorten(children, texts.moreCharacters) : children;
        if (code === children) return React.createElement(SyntaxHighlighter, props, children);
        return React.createElement(
          React.Fragment,
          null,
          React.createElement(SyntaxHighlighter, props, isWhole ? children : code),
          React.createElement(
            'button',
            {
              className: 'whole-data',
              type: 'button',
              'aria-pressed': isWhole,
              onClick: () => setWhole(!isWhole),
            },
            isWhole ? texts.hideData : texts.showData,
          ),
        );
      },
  },
});

function shorten(code, more) {
  return code.replace(LONG_DATA, (_, start, rest) => start + more.replace('{count}', rest.length));
}
