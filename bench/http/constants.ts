/** Responses of the same size as the application's. */
const RESPONSES: Readonly<Record<string, object>> = {
  '/image': {
    code: 0,
    msg: 'success',
    data: { codeID: 'Y1goJMD3qvs6jZ63QUXN', url: `data:image/png;base64,${'A'.repeat(1932)}`, expire: 180 },
  },
  '/verify': {
    code: 1000005,
    msg: 'That code is wrong or has expired. Check it and try again, or ask for a new code.',
  },
  '/email': {
    code: 0,
    msg: 'success',
    data: { codeID: 'Y1goJMD3qvs6jZ63QUXN', url: '', expire: 180, resendAfter: 0, sentTo: 'p***@e***.com' },
  },
};

export const PATHS = Object.keys(RESPONSES);
export const responseFor = (path: string): object | undefined => RESPONSES[path];
