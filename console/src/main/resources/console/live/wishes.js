/**
 * The actions asked for in this page, until their end is told. What became of one is heard on the stream; in case that is away, they are
 * asked for now and then too: by turns, and those of a batch together.
 *
 * Tells `begun` and `ended` of single wishes, and `batch` whenever something is new about one that was for many.
 */
import {act, actionById, actionsOfBatch, actOnMany, isOpen, MOST_AT_ONCE} from '../api/actions.js';
import {keyOf} from './machines.js';

const ASK_MS = 3_000;
const ASKED_AT_ONCE = 10;
/** Ends in one batch that come within this time are asked for together. */
const TOGETHER_MS = 500;

/** @typedef {{id: string, machine: object, action: string, state: string, error: ?object, changed: ?boolean, batch: ?Batch}} Wish */
/** @typedef {{id: string, action: string, results: {machine: object, result: string, error: ?object}[]}} Batch `result` is `accepted` while
 *     it is open, then how it ended; or why it was not taken */

/** Whether the list of its batch tells what became of it. */
const isOfBatch = (wish) => wish.batch !== null && !wish.apart;

export class Wishes extends EventTarget {
  #open = new Map();
  #timer = null;
  #turns = 0;

  /** @param {import('./feed.js').Feed} feed */
  constructor(feed) {
    super();
    feed.addEventListener('action', ({detail}) => {
      const wish = this.#open.get(detail.id);
      if (wish && !isOpen(detail.state)) this.#hasEnded(wish);
    });
  }

  /** @throws {import('../api/http.js').Problem} */
  async wish(machine, action) {
    const wish = {...(await act(machine, action)), machine, batch: null};
    this.#follow(wish);
    this.#tell('begun', wish);
  }

  /**
   * The same for many, in several batches if they are very many; what was taken before one is refused goes on.
   *
   * @throws {import('../api/http.js').Problem} with `left`, how many machines were not asked for
   */
  async wishForMany(machines, action) {
    for (let from = 0; from < machines.length; from += MOST_AT_ONCE) {
      const some = machines.slice(from, from + MOST_AT_ONCE);
      try {
        this.#taken(some, action, await actOnMany(some, action));
      } catch (problem) {
        throw Object.assign(problem, {left: machines.length - from});
      }
    }
  }

  #taken(machines, action, answer) {
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
    // By turns: who was asked for longest ago comes first.
    const open = new Set([...this.#open.values()].map((wish) => (isOfBatch(wish) ? wish.batch : wish)));
    const turn = [...open].sort((one, other) => (one.asked ?? 0) - (other.asked ?? 0)).slice(0, ASKED_AT_ONCE);
    for (const one of turn) {
      one.asked = ++this.#turns;
      if (one.results) this.#askBatch(one);
      else this.#ask(one.id);
    }
  }

  #hasEnded(wish) {
    if (!isOfBatch(wish)) this.#ask(wish.id);
    else wish.batch.soon ??= setTimeout(() => this.#askBatch(wish.batch), TOGETHER_MS);
  }

  async #askBatch(batch) {
    clearTimeout(batch.soon);
    batch.soon = null;
    try {
      const actions = new Map((await actionsOfBatch(batch.id)).map((action) => [action.id, action]));
      const ended = [];
      for (const wish of [...this.#open.values()].filter((one) => one.batch === batch)) {
        const action = actions.get(wish.id);
        // Somebody wished the same before: the action is of that wish, and has to be asked for by itself.
        if (!action) wish.apart = true;
        else if (!isOpen(action.state)) ended.push([wish, action]);
      }
      ended.forEach(([wish, action]) => this.#close(wish, action));
      if (ended.length) this.#tell('batch', batch);
    } catch (problem) {
      // As below.
      console.info('batch not read:', problem.status, problem.type);
    }
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
    this.#close(wish, action);
    if (wish.batch) this.#tell('batch', wish.batch);
    else this.#tell('ended', {...wish, ...action});
  }

  #close(wish, action) {
    this.#open.delete(wish.id);
    if (wish.entry) Object.assign(wish.entry, {result: action.state, error: action.error});
    if (this.#open.size === 0) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }
}
