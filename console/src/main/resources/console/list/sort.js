/** In which order machines are shown. Pure. */

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const by = (valueOf) => (a, b) => compare(valueOf(a), valueOf(b));
const byNumber = (member) => by((machine) => machine[member] ?? -1);

const ORDERS = {
  name: by((machine) => machine.order.name),
  status: by((machine) => machine.status),
  ip: by((machine) => machine.order.ip),
  node: by((machine) => machine.order.node),
  cpu_usage: byNumber('cpu_usage'),
  memory_usage: byNumber('memory_usage'),
  uptime: byNumber('uptime'),
};

const byKey = (a, b) => compare(a.cluster_id, b.cluster_id) || a.vmid - b.vmid;

/** What can be sorted by. */
export const SORTABLE = Object.keys(ORDERS);

/** @param {object[]} machines @param {string} sort a member, with `-` in front for descending */
export function sorted(machines, sort) {
  const order = ORDERS[sort.replace(/^-/, '')] ?? ORDERS.name;
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...machines].sort((a, b) => sign * order(a, b) || byKey(a, b));
}
