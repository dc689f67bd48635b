import {del, put} from '../../api/http.js';
import {keyOf} from '../../live/machines.js';
import {Remote} from '../../live/remote.js';
import {machines} from '../../live/session.js';
import {texts} from '../../texts/en.js';
import './mappings-import.js';
import {attempt, stateOf} from '../attempt.js';
import {confirmed} from '../confirm.js';
import {icons} from '../icons.js';
import {nameOf, pageOf} from '../machine-parts.js';
import {html, nothing, Part} from '../part.js';

const t = texts.admin.assignments;
const EVERY_MS = 15_000;
const MOST = 200;
const pathOf = (user, cluster, vmid) => `/api/assignments/${[user, cluster, vmid].map(encodeURIComponent).join('/')}`;

/** Who has which machine, for administrators. */
class AssignmentsPage extends Part {
  static properties = {search: {state: true}};

  #lines = new Remote(this, '/api/assignments', EVERY_MS);

  constructor() {
    super();
    this.search = '';
  }

  render() {
    const all = this.#lines.value?.assignments ?? [];
    const shown = all.filter((line) => this.#matches(line));
    return html`<div class="head"><h1>${texts.pages.assignments}</h1>${this.#lines.value ? html`<span class="quiet number"
        role="status">${t.shown(shown.length, all.length)}</span>` : nothing}</div>
      ${stateOf(this.#lines)}
      <div class="panels">
        <section class="panel half" aria-labelledby="give"><header><h2 id="give">${t.give}</h2></header>${this.#giving()}</section>
        <lk-mappings-import class="half" .clusters=${this.#clusters()} @imported=${() => this.#lines.read()}></lk-mappings-import>
        ${this.#lines.value ? html`<section class="panel">${this.#table(shown)}</section>` : nothing}
      </div>`;
  }

  #clusters() {
    return [...new Map(machines.all().map((machine) => [machine.cluster_id, machine.cluster_name || machine.cluster_id]))];
  }

  #matches(line) {
    const known = machines.get(keyOf(line));
    const text = `${line.username ?? ''} ${keyOf(line)} ${known ? nameOf(known) : ''} ${line.class_id ?? ''}`.toLowerCase();
    return this.search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }

  #giving() {
    return html`<form class="form" @submit=${(event) => this.#give(event)}>
      <div class="row">
        <label class="above">${texts.admin.user}<input class="field" name="user" required maxlength="200" autocomplete="off"></label>
        <label class="above">${texts.admin.cluster}<select class="field" name="cluster"
            required>${this.#clusters().map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></label>
        <label class="above">${texts.admin.vmid}<input class="field" name="vmid" required pattern="[0-9]{3,9}" inputmode="numeric" autocomplete="off"></label>
      </div>
      <div><button class="button main">${texts.admin.add}</button></div>
    </form>`;
  }

  async #give(event) {
    event.preventDefault();
    const form = event.target;
    const {user, cluster, vmid} = Object.fromEntries(new FormData(form));
    if (!(await attempt(() => put(pathOf(user.trim(), cluster, vmid)), t.given(user.trim(), `${cluster}/${vmid}`)))) return;
    form.elements.vmid.value = '';
    await this.#lines.read();
  }

  #table(shown) {
    return html`<div class="toolbar" role="search"><label class="search">${icons.search}<span class="out-of-sight">${t.search}</span>
        <input class="field" type="search" placeholder=${t.search} autocomplete="off" @input=${(event) => (this.search = event.target.value.trim())}></label></div>
      ${shown.length === 0
        ? html`<p class="quiet">${this.search ? t.noneFound : t.none}</p>`
        : html`<div class="sheet"><table class="list"><thead><tr><th>${texts.admin.user}</th><th>${t.machine}</th><th>${t.through}</th><th><span class="out-of-sight">${texts.column.actions}</span></th></tr></thead>
            <tbody>${shown.slice(0, MOST).map((line) => this.#line(line))}</tbody></table></div>`}
      ${shown.length > MOST ? html`<p class="quiet">${t.limited(MOST)}</p>` : nothing}`;
  }

  #line(line) {
    const known = machines.get(keyOf(line));
    return html`<tr><td>${line.username ?? html`<span class="quiet">${t.whole}</span>`}</td>
      <td><a href=${pageOf(line)}>${known ? nameOf(known) : keyOf(line)}</a> ${known ? html`<span class="quiet">${keyOf(line)}</span>` : nothing}</td>
      <td>${line.class_id ? html`<a href="/classes">${t.class(line.class_id)}</a>` : t.directly}</td>
      <td class="right">${line.class_id
        ? nothing
        : html`<button type="button" class="plain small" aria-label=${t.takeFrom(keyOf(line), line.username)} title=${t.take}
            @click=${() => this.#take(line)}>${icons.close}</button>`}</td></tr>`;
  }

  async #take(line) {
    const vm = keyOf(line);
    if (!(await confirmed({title: t.takeTitle(vm, line.username), text: t.takeText, yes: t.take, danger: true}))) return;
    if (await attempt(() => del(pathOf(line.username, line.cluster_id, line.vmid)), t.taken(line.username, vm))) await this.#lines.read();
  }
}

customElements.define('lk-assignments', AssignmentsPage);
