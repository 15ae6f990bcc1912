import createClient, { type Client, type ClientOptions } from 'openapi-fetch';
import { failureStatus } from './failure-status.js';
import type { components, paths } from './schema.js';

/** The request and response bodies, by their names in the OpenAPI document. */
export type Schemas = components['schemas'];
export type CaptchaClient = Client<paths>;

/**
 * Creates a client with the types of every path, header, request and response of the OpenAPI document. Every failure is
 * `error`, and every success `data`, whatever `ERROR_STATUS` and `SUCCESS_CODE` the server has; with `ERROR_STATUS=200` the
 * `response` of a failure has status 400. Rejects like `fetch` if the server cannot be reached.
 * @param options of `openapi-fetch`; `baseUrl` is the server's origin @default the page's origin
 */
export function createCaptchaClient(options: ClientOptions = {}): CaptchaClient {
  const client = createClient<paths>(options);
  client.use(failureStatus);
  return client;
}
