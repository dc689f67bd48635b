/**
 * The machines as the page knows them. A machine is the API's object, plus `key`, `haystack` (what a search looks through) and `order`
 * (what sorting compares). Objects are replaced and never changed, so that who compares them by identity sees a change.
 *
 * Changes that come within one frame of the screen are told together; of thousands of machines a few times a second, which nobody sees.
 */
import {orderOf} from '../list/order.js';

const MANY = 2_000;
const PAUSE_MS = 250;

/** @param {{cluster_id: string, vmid: number}} vm */
export const keyOf = (vm) => `${vm.cluster_id}/${vm.vmid}`;

function machineOf(vm) {
  return {
    ...vm,
    key: keyOf(vm),
    haystack: `${vm.name ?? ''}\n${vm.ip ?? ''}\n${vm.vmid}`.toLowerCase(),
    order: {name: orderOf(vm.name || String(vm.vmid)), ip: orderOf(vm.ip), node: orderOf(vm.node)},
  };
}

export class Machines extends EventTarget {
  #byKey = new Map();
  #told = false;

  /** Whether anything has been loaded yet. */
  loaded = false;

  get size() {
    return this.#byKey.size;
  }

  get(key) {
    return this.#byKey.get(key);
  }

  all() {
    return [...this.#byKey.values()];
  }

  /** A whole list: what is not in it is gone. */
  replace(vms) {
    this.#byKey = new Map(vms.map((vm) => [keyOf(vm), machineOf(vm)]));
    this.#tell();
    this.loaded = true;
  }

  /** @param {{upserts: object[], removals: object[]}} change */
  change({upserts, removals}) {
    upserts.forEach((vm) => this.#byKey.set(keyOf(vm), machineOf(vm)));
    removals.forEach((vm) => this.#byKey.delete(keyOf(vm)));
    this.#tell();
  }

  /** New CPU, memory and uptime of some. */
  measure(metrics) {
    for (const measured of metrics) {
      const known = this.#byKey.get(keyOf(measured));
      if (known) this.#byKey.set(known.key, {...known, ...measured});
    }
    this.#tell();
  }

  #tell() {
    if (this.#told) return;
    this.#told = true;
    const tell = () =>
      requestAnimationFrame(() => {
        this.#told = false;
        this.dispatchEvent(new Event('change'));
      });
    if (this.#byKey.size > MANY) setTimeout(tell, this.loaded ? PAUSE_MS : 0);
    else tell();
  }
}
