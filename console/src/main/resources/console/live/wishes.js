/**
 * The actions asked for in this page, until their end is told. What became of one is heard on the stream; in case that is away, the oldest
 * are asked for now and then too.
 *
 * Tells `begun` and `ended` of single wishes, and `batch` whenever something is new about one that was for many.
 */
import {act, actionById, actOnMany, isOpen} from '../api/actions.js';
import {keyOf} from './machines.js';

const ASK_MS = 3_000;
const ASKED_AT_ONCE = 10;

/** @typedef {{id: string, machine: object, action: string, state: string, error: ?object, changed: ?boolean, batch: ?Batch}} Wish */
/** @typedef {{id: string, action: string, results: {machine: object, result: string, error: ?object}[]}} Batch `result` is `accepted` while
 *     it is open, then how it ended; or why it was not taken */

export class Wishes extends EventTarget {
  #open = new Map();
  #timer = null;

  /** @param {import('./feed.js').Feed} feed */
  constructor(feed) {
    super();
    feed.addEventListener('action', ({detail}) => {
      if (this.#open.has(detail.id) && !isOpen(detail.state)) this.#ask(detail.id);
    });
  }

  /** @throws {import('../api/http.js').Problem} */
  async wish(machine, action) {
    const wish = {...(await act(machine, action)), machine, batch: null};
    this.#follow(wish);
    this.#tell('begun', wish);
  }

  /** The same for many. @throws {import('../api/http.js').Problem} */
  async wishForMany(machines, action) {
    const answer = await actOnMany(machines, action);
    const byKey = new Map(machines.map((machine) => [machine.key, machine]));
    const batch = {id: answer.batch_id, action, results: []};
    for (const {cluster_id, vmid, result, action_id} of answer.results) {
      const entry = {machine: byKey.get(keyOf({cluster_id, vmid})), result, error: null};
      batch.results.push(entry);
      if (result === 'accepted') this.#follow({id: action_id, action, machine: entry.machine, batch, entry});
    }
    this.#tell('batch', batch);
  }

  #follow(wish) {
    this.#open.set(wish.id, wish);
    this.#timer ??= setInterval(() => this.#askSome(), ASK_MS);
  }

  #askSome() {
    [...this.#open.keys()].slice(0, ASKED_AT_ONCE).forEach((id) => this.#ask(id));
  }

  async #ask(id) {
    try {
      const action = await actionById(id);
      const wish = this.#open.get(id);
      if (wish && !isOpen(action.state)) this.#ended(wish, action);
    } catch (problem) {
      // It is asked for again; what became of it is kept by the service.
      console.info('action not read:', problem.status, problem.type);
    }
  }

  #ended(wish, action) {
    this.#open.delete(wish.id);
    if (this.#open.size === 0) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    if (!wish.batch) {
      this.#tell('ended', {...wish, ...action});
      return;
    }
    Object.assign(wish.entry, {result: action.state, error: action.error});
    this.#tell('batch', wish.batch);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }
}
