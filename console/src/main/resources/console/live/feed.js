/**
 * Keeps the machines as the service has them: by its stream of events, and while that is away by asking for the list, which costs nothing
 * when nothing has changed (304).
 *
 * `state` is `connecting` until the first answer, then `live` or `lost`.
 */
import {request} from '../api/http.js';

const POLL_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export class Feed extends EventTarget {
  state = 'connecting';

  #machines;
  #source = null;
  #etag = null;
  #pause = FIRST_PAUSE_MS;
  #poll = null;
  #again = null;

  /** @param {import('./machines.js').Machines} machines */
  constructor(machines) {
    super();
    this.#machines = machines;
  }

  /** Ends it: nothing is asked for any more. */
  stop() {
    this.#source?.close();
    clearTimeout(this.#poll);
    clearTimeout(this.#again);
    this.#poll = null;
  }

  start() {
    this.#source?.close();
    const source = new EventSource('/api/vms/events');
    this.#source = source;
    this.#on('snapshot', (list) => this.#machines.replace(list.vms));
    this.#on('change', (change) => this.#machines.change(change));
    this.#on('metrics', ({metrics}) => this.#machines.measure(metrics));
    this.#on('action', (action) => this.dispatchEvent(new CustomEvent('action', {detail: action})));
    source.onopen = () => this.#isLive();
    source.onerror = () => this.#isLost();
  }

  #on(kind, take) {
    this.#source.addEventListener(kind, (event) => {
      take(JSON.parse(event.data));
      this.#isLive();
    });
  }

  #isLive() {
    this.#pause = FIRST_PAUSE_MS;
    clearTimeout(this.#poll);
    this.#poll = null;
    this.#is('live');
  }

  #isLost() {
    this.#is('lost');
    this.#poll ??= setTimeout(() => this.#ask(), FIRST_PAUSE_MS);
    // A browser comes again by itself after a broken connection, and never after a refusal: that is left to us.
    if (this.#source.readyState === EventSource.CLOSED) {
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.start(), this.#pause + Math.random() * this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    }
  }

  async #ask() {
    try {
      const headers = this.#etag ? {'If-None-Match': this.#etag} : {};
      const {json, headers: answered} = await request('GET', '/api/vms', {headers});
      if (json && this.state === 'lost') {
        this.#etag = answered.get('ETag');
        this.#machines.replace(json.vms);
      }
    } catch (problem) {
      // That the connection is lost is shown already; why, the console's log tells.
      console.info('list not read:', problem.status, problem.type);
    }
    this.#poll = this.state === 'lost' ? setTimeout(() => this.#ask(), POLL_MS) : null;
  }

  #is(state) {
    if (this.state === state) return;
    this.state = state;
    if (state === 'live') this.#etag = null;
    this.dispatchEvent(new Event('state'));
  }
}
