/* global MutationObserver */
/**
 * Plugin for Swagger UI: a button below the response to an issue request that opens the operation for the next step, with
 * body and headers filled in. The next step is to verify, or after a step-up (1000034) to send the request again.
 */
export const verifyThis = (texts) => ({
  wrapComponents: {
    liveResponse:
      (LiveResponse, { React, getSystem }) =>
      (props) => {
        const step = nextStep(props, getSystem());
        const label = step?.path === props.path ? texts.answer : texts.verify;
        const onClick = () => open(step, props, getSystem());
        return React.createElement(
          'div',
          null,
          React.createElement(LiveResponse, props),
          step &&
            React.createElement('button', { className: 'btn next-step', type: 'button', onClick }, label),
        );
      },
  },
});

/** Path and body of the next request; `undefined` if there is no code to verify, or no operation that verifies it. */
function nextStep({ path, method, response }, { specSelectors }) {
  const { codeID, reason } = parse(response.get('text'))?.data ?? {};
  const sent = parse(specSelectors.requestFor(path, method)?.get('body'));
  const verifyPath = `${path}/verify`;
  if (!codeID || !sent || !specSelectors.specJson().hasIn(['paths', verifyPath, method])) return undefined;
  if (reason) return { path, body: { ...sent, codeID, code: '' } };
  const { use, type, account, data } = sent;
  return { path: verifyPath, body: { use, type, codeID, code: '', account: account || data || undefined } };
}

function open({ path, body }, props, { specSelectors, specActions, oas3Actions, layoutActions }) {
  const { method } = props;
  const operation = specSelectors.specJson().getIn(['paths', path, method]);
  layoutActions.show(['operations', operation.getIn(['tags', 0]), operation.get('operationId')], true);
  for (const { name, in: place, value } of specSelectors.operationWithMeta(props.path, method).toJS()
    .parameters)
    if (value !== undefined) specActions.changeParam([path, method], name, place, value);
  const value = JSON.stringify(body, null, 2);
  // The editor of an operation that opens for the first time starts with the example.
  whenPresent(`.opblock:has([data-path="${path}"]) .body-param__text`, (editor) => {
    oas3Actions.setRequestBodyValue({ value, pathMethod: [path, method] });
    setTimeout(() => placeCursor(editor, value));
  });
}

/** Scrolls to the editor and puts the cursor where the code belongs. */
function placeCursor(editor, value) {
  editor.scrollIntoView({ block: 'center' });
  editor.focus();
  const position = value.indexOf('"code": "') + '"code": "'.length;
  editor.setSelectionRange(position, position);
}

/** Calls the function with the first element that matches, now or when it is inserted. */
function whenPresent(selector, use) {
  const found = document.querySelector(selector);
  if (found) return use(found);
  const observer = new MutationObserver(() => {
    const inserted = document.querySelector(selector);
    if (!inserted) return;
    observer.disconnect();
    use(inserted);
  });
  return observer.observe(document.body, { childList: true, subtree: true });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
