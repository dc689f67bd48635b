/**
 * Keeps the machines as the service has them: by its stream of events, and while that is away by asking for the list, which costs nothing
 * when nothing has changed (304).
 *
 * `state` is `connecting` until the first answer, then `live` or `lost`.
 */
import {request} from '../api/http.js';
import {listen} from './event-stream.js';

const POLL_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export class Feed extends EventTarget {
  state = 'connecting';

  #machines;
  #listening = null;
  #lastId = '';
  #etag = null;
  #pause = FIRST_PAUSE_MS;
  #poll = null;
  #again = null;
  /** How often the stream was live. */
  #times = 0;

  /** @param {import('./machines.js').Machines} machines */
  constructor(machines) {
    super();
    this.#machines = machines;
  }

  /** Ends it: nothing is asked for any more. */
  stop() {
    this.#listening?.abort();
    this.#listening = null;
    clearTimeout(this.#poll);
    clearTimeout(this.#again);
    this.#poll = null;
  }

  start() {
    this.#listening?.abort();
    const listening = new AbortController();
    this.#listening = listening;
    listen('/api/vms/events', {
      lastId: this.#lastId,
      signal: listening.signal,
      opened: () => this.#isLive(),
      take: (kind, data, id) => {
        try {
          this.#take(kind, JSON.parse(data), id);
        } catch (fault) {
          // A fault of the page: told as such, and no reason to leave the stream.
          reportError(fault);
        }
      },
    })
      .catch((failure) => console.info('stream of events ended:', failure.message))
      .then(() => listening === this.#listening && this.#isLost());
  }

  #take(kind, told, id) {
    if (kind === 'snapshot') this.#machines.replace(told.vms);
    if (kind === 'change') this.#machines.change(told);
    if (kind === 'metrics') this.#machines.measure(told.metrics);
    if (kind === 'action') this.dispatchEvent(new CustomEvent('action', {detail: told}));
    this.#lastId = id;
    this.#pause = FIRST_PAUSE_MS;
  }

  #isLive() {
    this.#times += 1;
    clearTimeout(this.#poll);
    this.#poll = null;
    this.#is('live');
  }

  #isLost() {
    this.#is('lost');
    this.#poll ??= setTimeout(() => this.#ask(), FIRST_PAUSE_MS);
    this.#again = setTimeout(() => this.start(), this.#pause + Math.random() * this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
  }

  async #ask() {
    const times = this.#times;
    try {
      const headers = this.#etag ? {'If-None-Match': this.#etag} : {};
      const {json, headers: answered} = await request('GET', '/api/vms', {headers});
      if (json && times === this.#times) {
        this.#etag = answered.get('ETag');
        this.#machines.replace(json.vms);
        // What the stream has told last is no longer what we have: the next one begins with a whole list.
        this.#lastId = '';
      }
    } catch (problem) {
      // That the connection is lost is shown already; why, the console's log tells.
      console.info('list not read:', problem.status, problem.type);
    }
    // Who was live meanwhile has heard something newer, and asks anew when that is lost too.
    if (times !== this.#times) return;
    this.#poll = this.#listening && this.state === 'lost' ? setTimeout(() => this.#ask(), POLL_MS) : null;
  }

  #is(state) {
    if (this.state === state) return;
    this.state = state;
    if (state === 'live') this.#etag = null;
    this.dispatchEvent(new Event('state'));
  }
}
