/** What rows and cards show of a machine alike, as functions that make templates: thousands of elements of their own would cost more. */
import {percent, since, span} from '../texts/formats.js';
import {texts} from '../texts/en.js';
import {icons} from './icons.js';
import {html, nothing, svg} from './part.js';

const t = texts.machine;

export const nameOf = t.name;

/** Where its own page is. */
export const pageOf = (machine) => `/machines/${encodeURIComponent(machine.cluster_id)}/${machine.vmid}`;

/** A word on a coloured ground, with a dot: the colour alone says nothing to some. */
export const chip = (kind, text) => html`<span class="chip ${kind}"><span class="dot"></span>${text}</span>`;

/** The status; while an action is under way, that. */
export function status(machine) {
  const pending = machine.pending_action;
  return pending
    ? chip('pending', texts.action[pending.action]?.doing ?? pending.action)
    : chip(machine.status, texts.status[machine.status] ?? machine.status);
}

/** How much of something is used. The bar is a drawing: the number says the same. */
export function load(machine, member) {
  const value = machine[member];
  if (machine.status !== 'running' || value == null) return html`<span class="load quiet">–</span>`;
  return html`<span class="load"><svg class="bar ${value >= 90 ? 'high' : ''}" viewBox="0 0 100 6" preserveAspectRatio="none"
      aria-hidden="true">${svg`<rect class="all" width="100" height="6"/><rect class="used" width=${Math.min(100, value)}
      height="6"/>`}</svg><span>${percent(value)}</span></span>`;
}

export const uptime = (machine) => (machine.status === 'running' ? span(machine.uptime) : '–');

export const seenBy = (source, at) => t.seen(t.source[source] ?? source, since(at));

export function address(machine, copy, stop = '0') {
  if (!machine.ip) return html`<span class="quiet">${machine.status === 'running' ? t.noAddress : '–'}</span>`;
  return html`<span class="address" title=${seenBy(machine.ip_source, machine.ip_updated_at)}>${machine.ip}</span>
    <button type="button" class="plain small" tabindex=${stop} aria-label=${t.copy(machine.ip)} title=${t.copy(machine.ip)} @click=${() => copy(machine.ip)}>${icons.copy}</button>`;
}

/** Why a machine may be in another state than shown, and since when; null if nothing is known against it. */
export function doubt(machine) {
  const text = doubtText(machine);
  return text ? html`<span class="doubt" title=${text}>${icons.warning}${text}</span>` : null;
}

function doubtText(machine) {
  if (machine.stale) {
    return t.staleSince(since(machine.last_status_check), t.stale[machine.stale_reason] ?? t.staleOther(machine.stale_reason ?? ''));
  }
  return machine.sync_error?.message ?? (machine.lock ? t.locked(machine.lock) : null);
}

/** @param {number} most that there is room for */
export const tags = (machine, most = Infinity) =>
  machine.tags.length > most
    ? [...machine.tags.slice(0, most).map(tag), html`<span class="tag" title=${machine.tags.join(', ')}>+${machine.tags.length - most}</span>`]
    : machine.tags.map(tag);

const tag = (text) => html`<span class="tag">${text}</span>`;

/** How to reach its screen or its shell. An RDP file is a line that the browser can write by itself. */
export function ways(machine, stop = '0') {
  if (!machine.ip || machine.status !== 'running') return nothing;
  const name = nameOf(machine);
  const rdp = `data:application/x-rdp,${encodeURIComponent(`full address:s:${machine.ip}\r\n`)}`;
  return html`${machine.rdp_available
    ? html`<a class="way" tabindex=${stop} download="${name}.rdp" href=${rdp} aria-label=${t.rdpFor(name)} title=${t.rdpFor(name)}>${t.rdp}</a>`
    : nothing}${machine.ssh_available
    ? html`<a class="way" tabindex=${stop} href="ssh://${hostOf(machine.ip)}" aria-label=${t.sshFor(name)} title=${t.sshFor(name)}>${t.ssh}</a>`
    : nothing}`;
}

const hostOf = (ip) => (ip.includes(':') ? `[${ip}]` : ip);
