/** Between two looks at most this much time passes. */
const STEP_MS = 500;

/**
 * Milliseconds in which somebody listened.
 *
 * Where more time passed between two looks, the process stood still or its caller was busy: what
 * came meanwhile is still to be read, so it is neither lost nor late.
 */
export class ListeningClock {
  #nowMs = 0;
  #lookedMs = performance.now();

  nowMs(): number {
    const lookedMs = performance.now();
    this.#nowMs += Math.min(lookedMs - this.#lookedMs, STEP_MS);
    this.#lookedMs = lookedMs;
    return this.#nowMs;
  }
}
