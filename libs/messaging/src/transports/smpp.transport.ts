import { randomInt } from 'node:crypto';

import { certificateAuthority } from '../dsn/certificate-authority.js';
import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import { optionalPackage } from '../optional-package.js';
import { smsSegments } from '../sms/sms-segments.js';
import { TransportError, type CheckResult, type VendorTransport } from '../transport.js';
import { smppAddress, smppRelativeTime } from './smpp/smpp-fields.js';
import { SmppSession, type SmppPackage } from './smpp/smpp-session.js';

/** data_coding (SMPP 3.4 §5.2.19): the SMSC's default alphabet, in practice GSM 7 bit, and UCS-2. */
const GSM = 0;
const UCS2 = 8;

/**
 * Statuses about the account or the SMSC, never about one message (SMPP 3.4 §5.1.3). RMSGQFUL is none: it also reports a
 * full queue of one destination (SMPP 5.0 §4.7.6). Neither are RX_T_APPN and RX_P_APPN, errors of the receiver.
 */
const OUTAGES = /^ESME_(RSYSERR|RTHROTTLED|RINVBNDSTS)$/;

/**
 * SMS to an SMSC by SMPP 3.4 (https://smpp.org/SMPP_v3_4_Issue1_2.pdf), with TLS as `smpps:`. Needs the package
 * `smpp`. DSN options: `from` (a number or a sender id), `systemtype`, and for `smpps:` `ca` (PEM file).
 */
export class SmppTransport implements VendorTransport {
  static readonly schemes = ['smpp', 'smpps'] as const;
  static readonly channels = ['sms'] as const;
  static readonly exampleDsn = 'smpp://SYSTEM:PASSWORD@smsc.example.com:2775?from=Example';

  readonly carriesStrongCodes = true;
  readonly #name: string;
  readonly #from: string;
  readonly #session: SmppSession;

  private constructor(dsn: Dsn) {
    const { user, password } = dsn.requiredCredentials();
    const tls = dsn.scheme === 'smpps';
    const address = { host: dsn.host, port: dsn.port ?? (tls ? 3550 : 2775), tls };
    const login = {
      system_id: user,
      password,
      system_type: dsn.option('systemtype') ?? '',
      interface_version: 0x34,
    };
    const smpp = optionalPackage('smpp', '0.5.1', dsn) as SmppPackage;
    this.#name = dsn.toString();
    this.#from = senderOf(dsn);
    const options = { ...address, ...(tls && certificateAuthority(dsn)) };
    this.#session = new SmppSession(smpp, this.#name, options, login);
  }

  static fromDsn(dsn: Dsn): SmppTransport {
    return new SmppTransport(dsn);
  }

  async send({ to, text, metadata }: Message, signal: AbortSignal): Promise<void> {
    const { isGsm, parts } = smsSegments(text);
    const reference = randomInt(256);
    const source = smppAddress(this.#from);
    const destination = smppAddress(to);
    for (const [index, part] of parts.entries()) {
      // Concatenated short message (3GPP TS 23.040 §9.2.3.24.1): reference, number of parts, part number.
      const header = Buffer.from([5, 0, 3, reference, parts.length, index + 1]);
      const pdu = {
        source_addr_ton: source.ton,
        source_addr_npi: source.npi,
        source_addr: source.address,
        dest_addr_ton: destination.ton,
        dest_addr_npi: destination.npi,
        destination_addr: destination.address,
        data_coding: isGsm ? GSM : UCS2,
        // The SMSC drops the message when the code has expired.
        validity_period: smppRelativeTime(metadata.expire),
        short_message: parts.length === 1 ? part : { udh: header, message: part },
      };
      const status = await this.#session.request('submit_sm', pdu, signal).catch(this.#afterParts(index));
      if (status !== 0) throw this.#refusal(status, index > 0);
    }
  }

  async check(signal: AbortSignal): Promise<CheckResult> {
    const status = await this.#session.request('enquire_link', {}, signal);
    if (status !== 0) throw this.#refusal(status, false);
    return 'authenticated';
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  toString(): string {
    return this.#name;
  }

  /** A failure after the first part is `unknown`: the phone may show a partial message. */
  #afterParts(sent: number) {
    return (failure: TransportError): never => {
      if (sent === 0 || failure.outcome === 'unknown') throw failure;
      throw new TransportError('unknown', `${failure.message}, after a part of it`, failure.isTimeout);
    };
  }

  #refusal(status: number, isBegun: boolean): TransportError {
    const name = this.#session.statusName(status);
    const text = `${this.#name} refused ${isBegun ? 'a part of ' : ''}the message: ${name}`;
    return new TransportError(isBegun ? 'unknown' : 'refused', text, false, OUTAGES.test(name));
  }
}

function senderOf(dsn: Dsn): string {
  const from = dsn.option('from') ?? '';
  if (dsn.host !== '' && /^(\+?\d{1,20}|[\w .&-]{1,11})?$/.test(from)) return from;
  throw new DsnError(
    'An SMPP DSN is smpp://USER:PASSWORD@host:port?from=…, with up to 11 letters or 20 digits',
  );
}
