/**
 * The actions asked for in this page, until their end is told. What became of one is heard on the stream; while that is away it is asked
 * for.
 */
import {act, actOnMany, actionById, isOpen} from '../api/actions.js';

const ASK_MS = 3_000;

/** @typedef {{id: string, machine: object, action: string, state: string, error: ?object, changed: ?boolean}} Wish */

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
    this.#follow(await act(machine, action), machine);
  }

  /** @return {Promise<{machine: object, result: string}[]>} */
  async wishForMany(machines, action) {
    const results = await actOnMany(machines, action);
    const byKey = new Map(machines.map((machine) => [machine.key, machine]));
    return results.map((result) => {
      const machine = byKey.get(`${result.cluster_id}/${result.vmid}`) ?? result;
      if (result.result === 'accepted') {
        this.#follow({id: result.action_id, action, state: 'accepted', error: null, changed: null}, machine);
      }
      return {machine, result: result.result};
    });
  }

  #follow(action, machine) {
    this.#open.set(action.id, {...action, machine});
    this.#tell('begun', this.#open.get(action.id));
    this.#timer ??= setInterval(() => this.#askAll(), ASK_MS);
  }

  #askAll() {
    for (const id of this.#open.keys()) this.#ask(id);
  }

  async #ask(id) {
    try {
      const action = await actionById(id);
      const wish = this.#open.get(id);
      if (!wish || isOpen(action.state)) return;
      this.#open.delete(id);
      if (this.#open.size === 0) {
        clearInterval(this.#timer);
        this.#timer = null;
      }
      this.#tell('ended', {...wish, ...action});
    } catch (problem) {
      // It is asked for again; what became of it is kept by the service.
      console.info('action not read:', problem.status, problem.type);
    }
  }

  #tell(type, wish) {
    this.dispatchEvent(new CustomEvent(type, {detail: wish}));
  }
}
