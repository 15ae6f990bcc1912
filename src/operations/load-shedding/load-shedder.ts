import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';

/**
 * Requests that arrive in one turn of the event loop. Fewer come of as many connections, which a pool in front of us may
 * well have: on a stalled machine they wait, and are no flood.
 */
const MIN_BURST = 600;
/** Milliseconds that a crowd needs: by then the last in it has waited longer than a Redis command may take. */
const CROWDED_MS = 250;
/** Milliseconds that it must last, and that it must be over. */
const SUSTAINED_MS = 1000;
/** While there are too many: milliseconds of each turn that go into requests. */
const SLICE_MS = 20;
/** Milliseconds after which a turn that does not end is given another slice. */
const PERIOD_MS = 100;

/** What {@link LoadShedder} is given instead of reaching for it. */
export interface LoadShedderOptions {
  readonly logger: Logger;
  readonly metrics: Registry;
  /** A clock in milliseconds that never jumps. @default performance.now */
  readonly now?: () => number;
  /** Calls back when the turn of the event loop ends. @default setImmediate */
  readonly onTurnEnd?: (end: () => void) => void;
}

/**
 * Decides which requests are worth beginning when there are more than can be served. A queue here is invisible: every
 * readable socket is handled within one turn of the event loop, so the last one waits as long as the turn takes. Where
 * turns have had a crowd in them and taken long for a second, each turn begins requests for 20 ms and refuses the rest,
 * who can then be told at once instead of late; as soon as nobody had to be refused for a second, it ends. A turn may
 * itself last for as long as a flood does, for new requests arrive while it goes on: it is judged while it lasts.
 *
 * A stalled machine is no overload: without a crowd nothing is refused, however long turns take, for refusing a few
 * requests would not shorten them.
 */
export class LoadShedder {
  private readonly logger: Logger;
  private readonly refusals: Counter;
  private readonly now: () => number;
  private readonly onTurnEnd: (end: () => void) => void;
  /** In this turn. */
  private arrived = 0;
  private refused = 0;
  private began = 0;
  /** When the last turn with requests in it ended. */
  private endedAt = 0;
  /** Since when turns have been crowded, or calm while shedding. */
  private changingSince: number | undefined;
  private isShedding = false;

  constructor({
    logger,
    metrics,
    now = () => performance.now(),
    onTurnEnd = (end) => void setImmediate(end),
  }: LoadShedderOptions) {
    this.logger = logger;
    this.refusals = new Counter({
      name: 'http_requests_shed_total',
      help: 'Requests refused unread, because more came than can be served',
      registers: [metrics],
    });
    this.now = now;
    this.onTurnEnd = onTurnEnd;
  }

  /** Asked once by every request that arrives; `false` says to refuse it. */
  tryAdmit(): boolean {
    const now = this.now();
    if (this.arrived++ === 0) {
      this.noteRest(now - this.endedAt);
      this.began = now;
      this.onTurnEnd(this.endTurn);
    } else if (this.isShedding ? now - this.began >= PERIOD_MS : this.isFlooded(now)) {
      if (!this.isShedding) this.change();
      this.began = now;
    }
    if (!this.isShedding || now - this.began <= SLICE_MS) return true;
    this.refused++;
    return false;
  }

  private readonly endTurn = (): void => {
    const now = this.now();
    const isChanging = this.isShedding ? this.refused === 0 : this.isCrowded(now);
    this.changingSince = isChanging ? (this.changingSince ?? this.began) : undefined;
    if (this.changingSince !== undefined && now - this.changingSince >= SUSTAINED_MS) this.change();
    if (this.refused > 0) this.refusals.inc(this.refused);
    this.endedAt = now;
    this.arrived = 0;
    this.refused = 0;
  };

  /** Nobody came for a while: what went before is over. */
  private noteRest(ms: number): void {
    if (ms < (this.isShedding ? SUSTAINED_MS : CROWDED_MS)) return;
    if (this.isShedding) this.change();
    this.changingSince = undefined;
  }

  private isCrowded(now: number): boolean {
    return this.arrived >= MIN_BURST && now - this.began >= CROWDED_MS;
  }

  /** Crowded for long enough, this turn included. */
  private isFlooded(now: number): boolean {
    return this.isCrowded(now) && now - (this.changingSince ?? this.began) >= SUSTAINED_MS;
  }

  private change(): void {
    this.isShedding = !this.isShedding;
    this.changingSince = undefined;
    if (this.isShedding) this.logger.warn('overloaded: what cannot be served at once is refused');
    else this.logger.warn('no longer overloaded');
  }
}
