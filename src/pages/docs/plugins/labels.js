/** Plugin for Swagger UI: names the text area of a request body for screen readers. */
export const labels = (texts) => ({
  wrapComponents: {
    TextArea:
      (TextArea, { React }) =>
      (props) =>
        React.createElement(TextArea, { 'aria-label': texts.body, ...props }),
  },
});
