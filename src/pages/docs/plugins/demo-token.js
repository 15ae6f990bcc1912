/**
 * Plugin for Swagger UI: a button beside "Authorize" that signs in with a token of `GET /demo-token`.
 * @param url of the token
 * @param use passes the token on to Swagger UI
 */
export const demoToken = (texts, url, use) => ({
  wrapComponents: {
    AuthorizeBtnContainer: (AuthorizeButton, { React }) =>
      function WithDemoToken(props) {
        const [state, setState] = React.useState('');
        const request = async () => {
          try {
            const { token } = await (await fetch(url)).json();
            use(token);
            setState(token ? texts.demoTokenUsed : texts.demoTokenFailed);
          } catch {
            setState(texts.demoTokenFailed);
          }
        };
        return React.createElement(
          'div',
          { className: 'demo-token' },
          React.createElement(
            'button',
            { className: 'btn', type: 'button', onClick: request },
            texts.demoToken,
          ),
          React.createElement(AuthorizeButton, props),
          React.createElement('p', { role: 'status' }, state),
        );
      },
  },
});
