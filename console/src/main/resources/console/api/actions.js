/** Asking for actions. A key for each wish makes a repeat harmless. */
import {get, post} from './http.js';

const OPEN = new Set(['accepted', 'claimed', 'submitting', 'submitted']);

/** Whether an action in this state has not ended yet. */
export const isOpen = (state) => OPEN.has(state);

const once = () => ({headers: {'Idempotency-Key': crypto.randomUUID?.() ?? key()}});

/** `randomUUID` exists on secure origins alone; the lab on another machine is none. */
function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @return {Promise<object>} the action, as `GET /api/actions/{id}` shows it */
export async function act(machine, action) {
  const path = `/api/vm/${machine.vmid}/${action}?cluster=${encodeURIComponent(machine.cluster_id)}`;
  return (await post(path, undefined, once())).action;
}

/** The most machines that the API takes in one request. */
export const MOST_AT_ONCE = 1_000;

/** The same on many, at most `MOST_AT_ONCE`. @return {Promise<{batch_id: string, results: object[]}>} one result per machine */
export async function actOnMany(machines, action) {
  const vms = machines.map(({cluster_id, vmid}) => ({cluster_id, vmid}));
  return post('/api/actions', {action, vms}, once());
}

/** All actions of a batch. @param {string} batchId */
export const actionsOfBatch = async (batchId) => (await get(`/api/actions?limit=${MOST_AT_ONCE}&batch=${encodeURIComponent(batchId)}`)).actions;

export const actionById = (id) => get(`/api/actions/${encodeURIComponent(id)}`);
