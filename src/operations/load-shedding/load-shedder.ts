import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';

/**
 * Requests in one turn of the event loop that count as a burst. Smaller bursts occur without overload: the connection
 * pool of a load balancer sends its queue at once after the machine stalled.
 */
const MIN_BURST = 600;
/**
 * Milliseconds of one turn after which a burst is an overload: its last request waited longer than a Redis command
 * may take.
 */
const LONG_TURN_MS = 250;
/** Milliseconds that an overload must last before shedding starts, and must be over before it ends. */
const SUSTAINED_MS = 1000;
/** While shedding: milliseconds of a slice, in which requests are admitted. Each turn begins with one. */
const SLICE_MS = 20;
/** Milliseconds after which a turn that has not ended gets another slice. */
const PERIOD_MS = 100;

/** Dependencies of {@link LoadShedder}. */
export interface LoadShedderOptions {
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Monotonic clock in milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Calls `end` when the current turn of the event loop ends. @default setImmediate */
  readonly onTurnEnd?: (end: () => void) => void;
}

/**
 * Load-shedding policy: decides which requests to admit when more arrive than the process can serve.
 *
 * The length of the queue is not observable: Node handles every readable socket within one turn of the event loop, so
 * the last request waits for as long as the turn takes. Shedding starts when turns have been long and contained a
 * burst for a second. Each turn then admits requests for 20 ms and refuses the rest, which get their 503 at once
 * instead of late. Shedding ends after a second without a refusal. A turn can last as long as a flood, because new
 * requests arrive during the turn; therefore it is also evaluated while it runs.
 *
 * A stalled machine is not an overload. Without a burst nothing is refused, however long turns take: refusing a few
 * requests would not shorten them.
 */
export class LoadShedder {
  private readonly logger: Logger;
  private readonly refusals: Counter;
  private readonly now: () => number;
  private readonly onTurnEnd: (end: () => void) => void;
  /** In this turn, like `refused`. */
  private arrived = 0;
  private refused = 0;
  /** Start of this turn, then of its latest slice. */
  private sliceStartedAt = 0;
  /** End of the last turn that had requests. */
  private turnEndedAt = 0;
  /** Start of the series of overloaded turns or, while shedding, of turns without a refusal. */
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
      help: 'Requests that load shedding refused',
      registers: [metrics],
    });
    this.now = now;
    this.onTurnEnd = onTurnEnd;
  }

  /** Call it once for every request. @returns `false` when the request must be refused */
  tryAdmit(): boolean {
    const now = this.now();
    if (this.arrived++ === 0) {
      this.resetAfterPause(now - this.turnEndedAt);
      this.sliceStartedAt = now;
      this.onTurnEnd(this.endTurn);
    } else if (this.isShedding ? now - this.sliceStartedAt >= PERIOD_MS : this.isOverloadSustained(now)) {
      if (!this.isShedding) this.toggle();
      this.sliceStartedAt = now;
    }
    if (!this.isShedding || now - this.sliceStartedAt <= SLICE_MS) return true;
    this.refused++;
    return false;
  }

  private readonly endTurn = (): void => {
    const now = this.now();
    const isChanging = this.isShedding ? this.refused === 0 : this.isOverloaded(now);
    this.changingSince = isChanging ? (this.changingSince ?? this.sliceStartedAt) : undefined;
    if (this.changingSince !== undefined && now - this.changingSince >= SUSTAINED_MS) this.toggle();
    if (this.refused > 0) this.refusals.inc(this.refused);
    this.turnEndedAt = now;
    this.arrived = 0;
    this.refused = 0;
  };

  /** @param ms since the last turn that had requests */
  private resetAfterPause(ms: number): void {
    if (ms < (this.isShedding ? SUSTAINED_MS : LONG_TURN_MS)) return;
    if (this.isShedding) this.toggle();
    this.changingSince = undefined;
  }

  private isOverloaded(now: number): boolean {
    return this.arrived >= MIN_BURST && now - this.sliceStartedAt >= LONG_TURN_MS;
  }

  /** Overloaded for long enough, this turn included. */
  private isOverloadSustained(now: number): boolean {
    return this.isOverloaded(now) && now - (this.changingSince ?? this.sliceStartedAt) >= SUSTAINED_MS;
  }

  private toggle(): void {
    this.isShedding = !this.isShedding;
    this.changingSince = undefined;
    if (this.isShedding) this.logger.warn('overloaded: refusing requests that cannot be served at once');
    else this.logger.warn('no longer overloaded');
  }
}
