/** What rows and cards show of a machine alike, as functions that make templates: thousands of elements of their own would cost more. */
import {percent, since, span} from '../texts/formats.js';
import {texts} from '../texts/en.js';
import {icons} from './icons.js';
import {html, nothing, svg} from './part.js';

const t = texts.machine;

export const nameOf = (machine) => texts.machine.name(machine);

/** The status in colour and words; while an action is under way, that. */
export function status(machine) {
  const pending = machine.pending_action;
  return pending
    ? html`<span class="chip pending"><span class="dot"></span>${texts.action[pending.action]?.doing ?? pending.action}</span>`
    : html`<span class="chip ${machine.status}"><span class="dot"></span>${texts.status[machine.status] ?? machine.status}</span>`;
}

/** How much of something is used. The bar is a drawing: the number says the same. */
export function load(machine, member) {
  const value = machine[member];
  if (machine.status !== 'running' || value == null) return html`<span class="load quiet">–</span>`;
  return html`<span class="load"><svg class="bar ${value >= 90 ? 'high' : ''}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="all" width="100" height="6"/><rect class="used" width=${Math.min(100, value)} height="6"/>`}</svg><span>${percent(value)}</span></span>`;
}

export const uptime = (machine) => (machine.status === 'running' ? span(machine.uptime) : '–');

export function address(machine, copy) {
  if (!machine.ip) return html`<span class="quiet">${machine.status === 'running' ? t.noAddress : '–'}</span>`;
  const seen = t.seen(t.source[machine.ip_source] ?? machine.ip_source, since(machine.ip_updated_at));
  return html`<span class="address" title=${seen}>${machine.ip}</span>
    <button type="button" class="plain small" aria-label=${t.copy(machine.ip)} title=${t.copy(machine.ip)} @click=${() => copy(machine.ip)}>${icons.copy}</button>`;
}

/** Why a machine may be in another state than shown, and since when. */
export function doubt(machine) {
  if (machine.stale) {
    const why = t.stale[machine.stale_reason] ?? t.staleOther(machine.stale_reason ?? '');
    return html`<span class="doubt">${icons.warning}${t.lastSeen(since(machine.last_status_check))}: ${why}</span>`;
  }
  if (machine.sync_error) return html`<span class="doubt">${icons.warning}${machine.sync_error.message}</span>`;
  return machine.lock ? html`<span class="doubt">${icons.warning}${t.locked(machine.lock)}</span>` : nothing;
}

export const tags = (machine) => machine.tags.map((tag) => html`<span class="tag">${tag}</span>`);

/** An RDP file is a few lines that the browser can make by itself. */
export function ways(machine) {
  const name = nameOf(machine);
  const rdp = `full address:s:${machine.ip}\r\n`;
  return html`${machine.rdp_available && machine.ip
    ? html`<a class="way" download="${name}.rdp" href="data:application/x-rdp,${encodeURIComponent(rdp)}" aria-label=${t.rdpFor(name)}>RDP</a>`
    : nothing}${machine.ssh_available && machine.ip
    ? html`<a class="way" href="ssh://${machine.ip}" aria-label=${t.sshFor(name)}>${t.ssh}</a>`
    : nothing}`;
}
