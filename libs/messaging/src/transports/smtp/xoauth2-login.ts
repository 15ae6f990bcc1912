import { TransportError } from '../../transport.js';
import type { AccessTokens } from './access-tokens.js';
import type { SmtpLogin } from './pool-options.js';
import { LoginFailure, statusOf } from './smtp-failure.js';

type SendCommand = (command: string) => Promise<{ response: string }>;

/**
 * A login by SASL XOAUTH2, as Google (https://developers.google.com/gmail/imap/xoauth2-protocol) and Microsoft
 * (https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth)
 * describe it. A cached token that the server refuses is replaced, and the login repeated once.
 *
 * Nodemailer's own XOAUTH2 keeps a token per connection, renews only after the reply 334, which Microsoft does not send,
 * and puts the text of the token endpoint in its errors.
 * @param name the transport's name, for errors
 */
export function xoauth2Login(user: string, tokens: AccessTokens, name: string): SmtpLogin {
  const attempt = async (sendCommand: SendCommand): Promise<string> => {
    const token = await tokens.get();
    const initialResponse = Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
    let { response } = await sendCommand(`AUTH XOAUTH2 ${initialResponse}`);
    // Details of the error: the final reply follows an empty response.
    if (response.startsWith('334')) ({ response } = await sendCommand(''));
    if (response.startsWith('535')) tokens.discard(token);
    return response;
  };

  const login = async (sendCommand: SendCommand): Promise<void> => {
    const { isCached } = tokens;
    let response = await attempt(sendCommand);
    if (isCached && response.startsWith('535')) response = await attempt(sendCommand);
    if (response.startsWith('235')) return;
    const status = statusOf(response) ?? 'unreadable reply';
    throw new TransportError('refused', `${name} refused the login: ${status} at AUTH XOAUTH2`, false, true);
  };

  return {
    // Not the method XOAUTH2: without a token source of its own, nodemailer replaces it by PLAIN.
    auth: { type: 'custom', method: 'TOKEN', user },
    customAuth: {
      TOKEN: ({ sendCommand }: { sendCommand: SendCommand }) =>
        login(sendCommand).catch((failure: TransportError) => {
          throw new LoginFailure(failure);
        }),
    },
    // Without AUTH in the reply to EHLO, nodemailer would send the mail without a login.
    forceAuth: true,
  };
}
