import {counts} from '../list/filter.js';
import {SORTABLE} from '../list/sort.js';
import {number as formatted} from '../texts/formats.js';
import {texts} from '../texts/en.js';
import {icons} from './icons.js';
import {html, live, nothing, Part} from './part.js';

const t = texts.list;
const STATUSES = ['running', 'stopped', 'paused', 'suspended', 'unknown'];
const WAIT_MS = 80;

/** What is looked for. Tells `view` with what has been chosen. */
class Toolbar extends Part {
  static properties = {view: {}, machines: {}, narrow: {type: Boolean}};

  #waiting = null;

  render() {
    return html`<div class="toolbar" role="search">
        <label class="search">${icons.search}<span class="out-of-sight">${t.search}</span>
          <input class="field" type="search" placeholder=${t.search} autocomplete="off" spellcheck="false" .value=${live(this.view.q)} @input=${(event) => this.#type(event.target.value)}>
        </label>
        ${this.#select('cluster', (machine) => [machine.cluster_id], (id) => this.#clusterName(id))}
        ${this.#select('node', (machine) => (machine.node ? [machine.node] : []))}
        ${this.#select('tag', (machine) => machine.tags)}
        ${this.narrow || this.view.view === 'cards' ? this.#sort() : nothing}
        <span class="gap"></span>
        ${this.narrow ? nothing : this.#layout()}
      </div>
      ${this.#statuses()}`;
  }

  /** Typing is not held up by what it finds. */
  #type(q) {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.tell('view', {q}), WAIT_MS);
  }

  #clusterName(id) {
    return this.machines.find((machine) => machine.cluster_id === id)?.cluster_name || id;
  }

  /** A choice of one value; nothing where there is no choice. */
  #select(member, valuesOf, nameOf = (value) => value) {
    const found = counts(this.machines, valuesOf);
    const chosen = this.view[member];
    if (found.size < 2 && chosen.length === 0) return nothing;
    const values = [...new Set([...found.keys(), ...chosen])];
    const several = chosen.length > 1 ? html`<option value="several" selected>${chosen.map(nameOf).join(', ')}</option>` : nothing;
    return html`<select class="field" aria-label=${t[member]} @change=${(event) => this.tell('view', {[member]: event.target.value ? [event.target.value] : []})}>
      <option value="" .selected=${chosen.length === 0}>${t[member]}: ${t.any}</option>${several}
      ${values.map((value) => html`<option value=${value} .selected=${live(chosen.length === 1 && chosen[0] === value)}>${nameOf(value)}</option>`)}
    </select>`;
  }

  #sort() {
    const [member, down] = [this.view.sort.replace(/^-/, ''), this.view.sort.startsWith('-')];
    return html`<select class="field" aria-label=${t.sortBy} @change=${(event) => this.tell('view', {sort: event.target.value})}>
      ${SORTABLE.map((one) => html`<option value=${one} .selected=${live(one === member)}>${t.sortBy}: ${texts.column[one]}${one === member && down ? ' ↓' : ''}</option>`)}
    </select>`;
  }

  #layout() {
    return html`<div class="switch" role="group" aria-label=${t.layout}>${['table', 'cards'].map(
      (view) => html`<button type="button" aria-pressed=${this.view.view === view} @click=${() => this.tell('view', {view})}>${t[view]}</button>`,
    )}</div>`;
  }

  #statuses() {
    const found = counts(this.machines, (machine) => [machine.status]);
    const stale = this.machines.filter((machine) => machine.stale).length;
    const shown = STATUSES.filter((status) => found.has(status) || this.view.status.includes(status));
    return html`<div class="chosen" role="group" aria-label=${t.filters}>
      ${shown.map((status) => this.#toggle(texts.status[status], found.get(status) ?? 0, this.view.status.includes(status), () => this.#toggled(status)))}
      ${stale || this.view.stale ? this.#toggle(t.stale, stale, this.view.stale, () => ({stale: !this.view.stale})) : nothing}
    </div>`;
  }

  #toggle(text, number, pressed, chosen) {
    return html`<button type="button" aria-pressed=${pressed} @click=${() => this.tell('view', chosen())}>${text}<span class="number">${formatted(number)}</span></button>`;
  }

  #toggled(status) {
    const others = this.view.status.filter((one) => one !== status);
    return {status: others.length === this.view.status.length ? [...others, status] : others};
  }
}

customElements.define('lk-toolbar', Toolbar);
