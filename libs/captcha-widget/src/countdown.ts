/** Counts whole seconds down by the clock, so that a sleeping tab wakes to the right number. */
export class Countdown {
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param tick told the seconds left, at once and then every second; the last one is 0 */
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
