/**
 * An answer of the API that an element shows: read when the element comes into the page, then again at times, as long as it is there. A
 * failed reading leaves what is shown as it is and says why.
 */
import {get} from '../api/http.js';

const AFTER_FAILURE_MS = 4_000;

export class Remote {
  /** The last answer; null before the first. */
  value = null;

  /** Why the last reading failed; null if it did not. */
  problem = null;

  #element;
  #pathOf;
  #every;
  #timer = null;
  #connected = false;
  #asked = 0;

  /** @param {string | (() => string)} path @param {number} every in milliseconds; 0 for never again */
  constructor(element, path, every = 0) {
    this.#element = element;
    this.#pathOf = typeof path === 'function' ? path : () => path;
    this.#every = every;
    element.addController(this);
  }

  hostConnected() {
    this.#connected = true;
    this.read();
  }

  hostDisconnected() {
    this.#connected = false;
    clearTimeout(this.#timer);
  }

  /** Reads it now; of two readings at once the later one counts. */
  async read() {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    try {
      const value = await get(this.#pathOf());
      if (asked !== this.#asked) return;
      this.value = value;
      this.problem = null;
    } catch (problem) {
      if (asked !== this.#asked) return;
      this.problem = problem;
    }
    this.#element.requestUpdate();
    const pause = this.problem ? AFTER_FAILURE_MS : this.#every;
    if (pause && this.#connected) this.#timer = setTimeout(() => this.read(), pause);
  }
}
