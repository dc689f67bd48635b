import {MachineDetails} from '../live/machine-details.js';
import {keyOf} from '../live/machines.js';
import {feed, machines} from '../live/session.js';
import {isRisky, possible} from '../list/possible.js';
import {bytes, moment, number, since} from '../texts/formats.js';
import {texts} from '../texts/en.js';
import './machine-history.js';
import './outcomes.js';
import {copy, perform} from './deeds.js';
import {icons} from './icons.js';
import {address, chip, doubt, load, nameOf, seenBy, status, tags, uptime, ways} from './machine-parts.js';
import {html, listening, nothing, Part} from './part.js';

const t = texts.details;

/** All about one machine. What changes by the second comes from the list; the rest is read again when something has happened. */
class MachinePage extends Part {
  static properties = {cluster: {}, vmid: {}, me: {}};

  #details = null;
  #seen = null;

  constructor() {
    super();
    listening(this, machines, 'change', () => this.#look());
    listening(this, feed, 'action', ({detail}) => this.#isThis(detail) && this.#details?.read());
  }

  #isThis = (vm) => keyOf(vm) === keyOf({cluster_id: this.cluster, vmid: this.vmid});

  willUpdate(changed) {
    if (!changed.has('cluster') && !changed.has('vmid')) return;
    this.#details?.stop();
    this.#details = new MachineDetails({cluster: this.cluster, vmid: this.vmid});
    this.#details.addEventListener('change', () => this.requestUpdate());
    this.#details.read();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#details?.stop();
  }

  /** Of the list's machine; figures alone are no reason to read the rest again. */
  #look() {
    const machine = machines.get(keyOf({cluster_id: this.cluster, vmid: this.vmid}));
    const seen = machine && [machine.status, machine.ip, machine.node, machine.last_updated].join();
    if (seen !== this.#seen && this.#details?.machine !== null) this.#details?.read();
    this.#seen = seen;
    this.requestUpdate();
  }

  render() {
    const listed = machines.get(keyOf({cluster_id: this.cluster, vmid: this.vmid}));
    const {machine: read, trouble} = this.#details;
    const machine = read || listed ? {...read, ...listed} : null;
    return html`<a class="back" href="/">← ${t.back}</a>${!machine || trouble === 'gone' ? this.#none(trouble) : this.#all(machine, read)}`;
  }

  #none(trouble) {
    if (!trouble) return html`<div class="empty loading" role="status"><p>${t.loading}</p><span class="ghost"></span></div>`;
    const [title, hint] = trouble === 'gone' ? [t.gone, t.goneHint] : [t.failed, t.failedHint];
    return html`<div class="empty">${icons.warning}<h1>${title}</h1><p>${hint}</p></div>`;
  }

  #all(machine, read) {
    return html`<div class="title"><h1>${nameOf(machine)}</h1>${status(machine)}<span class="gap"></span>${this.#deeds(machine)}
        <span class="second">${texts.machine.number(machine)} ${doubt(machine) ?? nothing}</span></div>
      <div class="panels">
        <section class="panel half" aria-labelledby="overview"><header><h2 id="overview">${t.overview}</h2></header>${this.#facts(machine)}</section>
        <div class="stack half">
          <section class="panel" aria-labelledby="addresses"><header><h2 id="addresses">${t.addresses}</h2></header>${this.#addresses(read)}</section>
          <section class="panel" aria-labelledby="actions"><header><h2 id="actions">${t.actions}</h2></header>${this.#actions(read)}</section>
        </div>
        <lk-history .vm=${this.#vm()}></lk-history>
      </div>`;
  }

  /** The same object as long as it is the same machine, so that its history is not read again. */
  #vm() {
    const [cluster, vmid] = [this.cluster, this.vmid];
    if (this.shownVm?.cluster !== cluster || this.shownVm?.vmid !== vmid) this.shownVm = {cluster, vmid};
    return this.shownVm;
  }

  #deeds(machine) {
    return html`<div class="deeds">${possible(machine).map(
      (action, i) => html`<button type="button" class="button ${i === 0 && !isRisky(action) ? 'main' : ''}"
          @click=${() => perform(machine, action)}>${icons[action] ?? nothing}${texts.action[action].verb}</button>`,
    )}</div>`;
  }

  #facts(machine) {
    const fact = (label, value) => (value == null || value === '' ? nothing : html`<dt>${label}</dt><dd>${value}</dd>`);
    return html`<dl class="facts">
      ${fact(texts.column.ip, html`<span class="reach">${address(machine, copy)} ${ways(machine)}</span>`)}
      ${fact(texts.column.cpu_usage, load(machine, 'cpu_usage'))}
      ${fact(texts.column.memory_usage, load(machine, 'memory_usage'))}
      ${fact(texts.column.uptime, uptime(machine))}
      ${fact(t.cluster, machine.cluster_name || machine.cluster_id)}
      ${fact(t.node, machine.node)}
      ${fact(t.type, t.types[machine.type] ?? machine.type)}
      ${fact(t.system, t.categories[machine.category] ?? machine.category)}
      ${fact(t.cores, machine.cores == null ? null : number(machine.cores))}
      ${fact(t.memory, machine.memory == null ? null : bytes(machine.memory * 2 ** 20))}
      ${fact(t.disk, machine.disk_size == null ? null : bytes(machine.disk_size))}
      ${fact(t.pool, machine.pool)}
      ${fact(t.tags, machine.tags.length ? tags(machine) : null)}
      ${fact(t.owners, machine.owners?.join(', '))}
      ${fact(t.checked, html`<span title=${moment(machine.last_status_check)}>${since(machine.last_status_check)}</span>`)}
      ${fact(t.error, machine.sync_error_detail)}
    </dl>`;
  }

  #addresses(read) {
    if (!read) return html`<p class="quiet">${t.loading}</p>`;
    if (!read.addresses?.length) return html`<p class="quiet">${t.noAddresses}</p>${this.#macs(read)}`;
    return html`<div class="sheet"><table class="list">
      <thead><tr><th>${t.address}</th><th>${t.source}</th><th>${t.mac}</th></tr></thead>
      <tbody>${read.addresses.map(
        ({ip, mac, source, seen_at}) => html`<tr>
          <td><span class="reach">${ip}<button type="button" class="plain small" aria-label=${texts.machine.copy(ip)}
              title=${texts.machine.copy(ip)} @click=${() => copy(ip)}>${icons.copy}</button></span></td>
          <td title=${moment(seen_at)}>${seenBy(source, seen_at)}</td><td class="mono">${mac ?? '–'}</td></tr>`,
      )}</tbody></table></div>`;
  }

  #macs(read) {
    return read.macs?.length ? html`<dl class="facts"><dt>${t.macs}</dt><dd class="mono">${read.macs.join(', ')}</dd></dl>` : nothing;
  }

  #actions(read) {
    if (!read) return html`<p class="quiet">${t.loading}</p>`;
    if (read.actions === null) return html`<p class="wrong" role="status">${t.actionsAway}</p>`;
    if (read.actions.length === 0) return html`<p class="quiet">${t.noActions}</p>`;
    return html`<div class="sheet"><table class="list">
      <thead><tr><th>${t.action}</th><th>${t.state}</th><th>${t.by}</th><th>${t.at}</th></tr></thead>
      <tbody>${read.actions.map((action) => this.#action(action))}</tbody></table></div>`;
  }

  #action({action, state, changed, requested_by, requested_at, error}) {
    const open = !['succeeded', 'failed', 'cancelled', 'superseded', 'unknown'].includes(state);
    const word = texts.state[state === 'succeeded' && changed === false ? 'unchanged' : state] ?? state;
    return html`<tr><td>${texts.action[action]?.verb ?? action}</td>
      <td>${chip(open ? 'pending' : state === 'unknown' ? 'wait' : state, word)}${error ? html`<div
          class="why">${error.message}${error.detail ? html`<div class="mono">${error.detail}</div>` : nothing}</div>` : nothing}</td>
      <td>${requested_by}</td><td title=${moment(requested_at)}>${since(requested_at)}</td></tr>`;
  }
}

customElements.define('lk-machine', MachinePage);
