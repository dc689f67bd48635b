/** In which order machines are shown. Pure. */

const words = new Intl.Collator(undefined, {numeric: true, sensitivity: 'base'});
const byWord = (member) => (a, b) => words.compare(a[member] ?? '', b[member] ?? '');
const byNumber = (member) => (a, b) => (a[member] ?? -1) - (b[member] ?? -1);

const ORDERS = {
  name: byWord('name'),
  status: byWord('status'),
  ip: byWord('ip'),
  node: byWord('node'),
  cpu_usage: byNumber('cpu_usage'),
  memory_usage: byNumber('memory_usage'),
  uptime: byNumber('uptime'),
};

const byKey = (a, b) => words.compare(a.cluster_id, b.cluster_id) || a.vmid - b.vmid;

/** What can be sorted by. */
export const SORTABLE = Object.keys(ORDERS);

/** @param {object[]} machines @param {string} sort a member, with `-` in front for descending */
export function sorted(machines, sort) {
  const order = ORDERS[sort.replace(/^-/, '')] ?? ORDERS.name;
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...machines].sort((a, b) => sign * order(a, b) || byKey(a, b));
}
