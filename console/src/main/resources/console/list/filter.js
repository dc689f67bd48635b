/** Which machines are shown. Pure: lists in, lists out. */

/** @typedef {{q: string, status: string[], cluster: string[], node: string[], tag: string[], stale: boolean}} Filter */

const oneOf = (wanted, value) => wanted.length === 0 || wanted.includes(value);

/** @param {object[]} machines @param {Filter} filter */
export function filtered(machines, filter) {
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = [filter.status, filter.cluster, filter.node, filter.tag].some((list) => list.length > 0);
  if (words.length === 0 && !chosen && !filter.stale) return machines;
  return machines.filter(
    (machine) =>
      words.every((word) => machine.haystack.includes(word)) &&
      oneOf(filter.status, machine.status) &&
      oneOf(filter.cluster, machine.cluster_id) &&
      oneOf(filter.node, machine.node) &&
      (filter.tag.length === 0 || machine.tags.some((tag) => filter.tag.includes(tag))) &&
      (!filter.stale || machine.stale),
  );
}

/** How many machines have each value of a member, by value in alphabetic order. */
export function counts(machines, valuesOf) {
  const found = new Map();
  for (const machine of machines) {
    for (const value of valuesOf(machine)) found.set(value, (found.get(value) ?? 0) + 1);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
