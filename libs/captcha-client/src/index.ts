import createClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components, paths } from './schema.js';

/** The request and response bodies, by their names in the OpenAPI document. */
export type Schemas = components['schemas'];
export type CaptchaClient = Client<paths>;

/**
 * Creates a client with the types of every path, header, request and response of the OpenAPI document.
 * @param options of `openapi-fetch`; `baseUrl` is the server's origin @default the page's origin
 */
export function createCaptchaClient(options: ClientOptions = {}): CaptchaClient {
  return createClient<paths>(options);
}
