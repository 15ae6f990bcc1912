/** Counts whole seconds down. Reads the clock at every tick, because browsers throttle timers in background tabs. */
export class Countdown {
  #timer: ReturnType<typeof setInterval> | undefined;
  #end = 0;
  readonly #tick: (left: number) => void;

  /** @param tick receives the seconds left, immediately and then every second, down to 0 */
  constructor(tick: (left: number) => void) {
    this.#tick = tick;
  }

  start(seconds: number): void {
    this.stop();
    this.#end = Date.now() + seconds * 1000;
    this.#timer = setInterval(() => this.update(), 1000);
    this.update();
  }

  /** Ticks now, for example after the page was suspended. Does nothing while it is stopped. */
  update(): void {
    if (this.#timer === undefined) return;
    const left = Math.max(0, Math.ceil((this.#end - Date.now()) / 1000));
    if (left === 0) this.stop();
    this.#tick(left);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
