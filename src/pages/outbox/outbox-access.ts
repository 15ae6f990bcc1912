import type { IncomingMessage } from 'node:http';
import { AppError, CommonErrors } from '@system-management/envelope';
import { isFromOtherOrigin, isNavigation } from './other-origin.js';
import { isOwnHost } from './own-host.js';

/**
 * Refuses requests that a web page of another origin may have caused: it could read a developer's codes through the
 * developer's browser.
 * @param hostSetting the `HOST` setting
 * @param isPage whether links of other sites may open it, because it contains no code
 * @throws {AppError} `Permissions`
 */
export function checkOutboxAccess(
  { headers, socket }: IncomingMessage,
  hostSetting: string,
  isPage = false,
): void {
  const isFromPage = isFromOtherOrigin(headers) && !(isPage && isNavigation(headers));
  if (isFromPage || !isOwnHost(headers.host, hostSetting, socket.localAddress))
    throw new AppError(CommonErrors.Permissions);
}
