/** Counts whole seconds down. Reads the clock at every tick, because browsers throttle timers in background tabs. */
export class Countdown {
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param tick receives the seconds left, immediately and then every second, down to 0 */
  start(seconds: number, tick: (left: number) => void): void {
    this.stop();
    const end = Date.now() + seconds * 1000;
    const step = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      if (left === 0) this.stop();
      tick(left);
    };
    this.#timer = setInterval(step, 1000);
    step();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
