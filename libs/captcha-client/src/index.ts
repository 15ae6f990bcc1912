import createClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components, paths } from './schema.js';

/** The bodies and answers of the API by the names of its OpenAPI document. */
export type Schemas = components['schemas'];
export type CaptchaClient = Client<paths>;

/**
 * A client that knows every path, body, header and answer of the OpenAPI document.
 * @param options openapi-fetch's own; `baseUrl` is the server's origin, empty where the page comes from it
 */
export function createCaptchaClient(options: ClientOptions = {}): CaptchaClient {
  return createClient<paths>(options);
}
