/** Which actions make sense for a machine, the usual one first. The service decides; this only keeps buttons away that would do nothing. */

const BY_STATUS = {
  running: ['shutdown', 'reboot', 'suspend', 'stop', 'reset'],
  stopped: ['start'],
  paused: ['resume', 'stop', 'reset'],
  suspended: ['resume', 'start', 'stop'],
  unknown: ['start', 'shutdown', 'stop'],
};

/** Proxmox resets and suspends virtual machines alone; of containers it does not. */
const OF_CONTAINERS = new Set(['start', 'shutdown', 'reboot', 'stop']);

/** What may cost somebody their work, and is asked about first. */
const RISKY = new Set(['shutdown', 'reboot', 'stop', 'reset']);

export const isRisky = (action) => RISKY.has(action);

/** @return {string[]} none while an action is open */
export function possible(machine) {
  if (machine.pending_action) return [];
  const actions = BY_STATUS[machine.status] ?? [];
  return machine.type === 'lxc' ? actions.filter((action) => OF_CONTAINERS.has(action)) : actions;
}
