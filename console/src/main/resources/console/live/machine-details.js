/** What the list does not say about a machine: read when somebody looks at it, and again when something has happened to it. */
import {get} from '../api/http.js';

const AGAIN_MS = 4_000;
const DAY_MS = 86_400_000;

/** How far back one can look. */
export const RANGES = {day: 1, week: 7, month: 30};

const pathOf = ({cluster, vmid}) => `/api/vms/${encodeURIComponent(cluster)}/${vmid}`;

/** Where its history is read. @param {string} range one of `RANGES` */
export function historyPath(vm, range) {
  const from = new Date(Date.now() - RANGES[range] * DAY_MS).toISOString();
  return `${pathOf(vm)}/history?from=${encodeURIComponent(from)}`;
}

/** Keeps the details of one machine until it is stopped; tells `change`. */
export class MachineDetails extends EventTarget {
  /** As the API answers; null before. */
  machine = null;

  /** Why there is none: null, `gone` or `failed`. */
  trouble = null;

  #vm;
  #timer = null;
  #stopped = false;

  /** @param {{cluster: string, vmid: number}} vm */
  constructor(vm) {
    super();
    this.#vm = vm;
  }

  async read() {
    clearTimeout(this.#timer);
    try {
      this.machine = await get(pathOf(this.#vm));
      this.trouble = null;
      if (this.machine.actions === null) this.#again();
    } catch (problem) {
      this.trouble = problem.status === 404 ? 'gone' : 'failed';
      if (this.trouble === 'gone') this.machine = null;
      this.#again();
    }
    this.dispatchEvent(new Event('change'));
  }

  #again() {
    if (!this.#stopped) this.#timer = setTimeout(() => this.read(), AGAIN_MS);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
