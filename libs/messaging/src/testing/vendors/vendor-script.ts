import type { ReceivedRequest } from '../sinks/http.sink.js';

/** Canned responses of one vendor's API, and its signature check. */
export interface VendorScript {
  /** A DSN for the port, with valid credentials. */
  dsn(port: number, options?: string): string;
  /** Whether the request is authenticated; computed from the received bytes only. */
  isSigned(request: ReceivedRequest): boolean;
  /** The recipient of a message in E.164; undefined when the request is a check. */
  recipient(request: ReceivedRequest): string | undefined;
  /** The refusal of a message whose values its template does not take; undefined for vendors that send any text. */
  templateRefusal?(request: ReceivedRequest): CannedResponse | undefined;
  accepted: CannedResponse;
  /** The vendor serves no such recipient. */
  recipientRefused: CannedResponse;
  /** The recipient's message limit is reached. */
  recipientLimited: CannedResponse;
  /** Wrong credentials or signature. */
  unauthorized: CannedResponse;
  /** The response to a check. */
  checked: CannedResponse;
}

/** Status and JSON body of a response. */
export interface CannedResponse {
  status: number;
  body: unknown;
}
