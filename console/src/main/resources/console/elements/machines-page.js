import {filtered} from '../list/filter.js';
import {Sorted} from '../list/sort.js';
import {feed, machines} from '../live/session.js';
import {texts} from '../texts/en.js';
import {isFiltered, searchOf, unfiltered, viewOf} from '../url/view.js';
import './bulk-bar.js';
import './outcomes.js';
import './rows.js';
import './toolbar.js';
import {icons} from './icons.js';
import {card} from './machine-card.js';
import {row} from './machine-row.js';
import {html, listening, nothing, Part} from './part.js';

const t = texts.list;
const ROW = 60;
const CARD = 218;
const BAR = 56;
const COLUMNS = ['name', 'status', 'ip', 'node', 'cpu_usage', 'memory_usage', 'uptime'];
const MAY_GO = new Set(['node', 'uptime']);
const NARROW = matchMedia('(max-width: 760px)');

/** The list of machines: as a table, or as cards where there is no room for one. */
class MachinesPage extends Part {
  static properties = {me: {}, view: {state: true}, picked: {state: true}, here: {state: true}, wide: {state: true}};

  #sorted = new Sorted();
  #lastPicked = null;

  constructor() {
    super();
    this.view = viewOf(location.search);
    this.picked = new Set();
    this.here = null;
    this.wide = innerWidth;
    listening(this, machines, 'change', () => this.#refresh());
    listening(this, feed, 'state', () => this.requestUpdate());
    listening(this, window, 'popstate', () => (this.view = viewOf(location.search)));
    listening(this, window, 'resize', () => (this.wide = innerWidth));
  }

  #refresh() {
    const gone = [...this.picked].filter((key) => !machines.get(key));
    if (gone.length) this.picked = new Set([...this.picked].filter((key) => machines.get(key)));
    this.requestUpdate();
  }

  #look(chosen) {
    this.view = {...this.view, ...chosen};
    history.replaceState(history.state, '', location.pathname + searchOf(this.view));
  }

  render() {
    const all = this.#sorted.of(machines, this.view.sort);
    this.shown = filtered(all, this.view);
    const cards = NARROW.matches || this.view.view === 'cards';
    return html`<div class="head"><h1>${texts.pages.machines}</h1>
        ${machines.loaded ? html`<span class="quiet number" role="status">${t.shown(this.shown.length, all.length)}</span>` : nothing}</div>
      ${all.length
        ? html`<lk-toolbar .view=${this.view} .machines=${all} ?narrow=${NARROW.matches} @view=${(event) => this.#look(event.detail)}></lk-toolbar>`
        : nothing}
      ${this.shown.length === 0 ? this.#empty(all.length) : cards ? this.#cards() : this.#table()}
      <lk-bulk .picked=${[...this.picked].map((key) => machines.get(key)).filter(Boolean)} @dropped=${() => (this.picked = new Set())}></lk-bulk>`;
  }

  #table() {
    const every = this.shown.every(({key}) => this.picked.has(key));
    return html`<div class="machines" role="grid" aria-label=${t.label} aria-rowcount=${this.shown.length + 1} aria-multiselectable="true"
        @focusin=${(event) => this.#enter(event)} @keydown=${(event) => this.#key(event)}>
      <div class="line columns" role="row" aria-rowindex="1">
        <div role="columnheader"><label><input type="checkbox" aria-label=${t.selectAll} .checked=${every}
            .indeterminate=${!every && this.picked.size > 0} @click=${() => this.#pickAll(every)}></label></div>
        ${COLUMNS.map((column) => this.#column(column))}
        <div role="columnheader"><span class="out-of-sight">${texts.column.actions}</span></div>
      </div>
      <lk-rows role="rowgroup" .items=${this.shown} .height=${ROW} .columns=${1} .template=${this.#row}></lk-rows>
    </div>`;
  }

  #column(column) {
    const sort = this.view.sort.replace(/^-/, '') === column;
    const down = this.view.sort.startsWith('-');
    return html`<div class=${MAY_GO.has(column) ? 'may-go' : ''} role="columnheader" aria-sort=${sort ? (down ? 'descending' : 'ascending') : nothing}>
      <button type="button" @click=${() => this.#look({sort: sort && !down ? `-${column}` : column})}>${texts.column[column]}<span
          class="arrow" aria-hidden="true">${sort ? (down ? '▼' : '▲') : ''}</span></button>
    </div>`;
  }

  #row = (machine, index, first) =>
    row(machine, {
      index,
      here: this.#isHere(machine, first),
      picked: this.picked.has(machine.key),
      pick: (event) => this.#pick(machine, index, event.shiftKey),
    });

  /** The line that Tab leads to: the one where one was, or the first there is. */
  #isHere(machine, first) {
    return this.here && this.shown.some(({key}) => key === this.here) ? machine.key === this.here : first;
  }

  #cards() {
    const width = (this.clientWidth || this.wide) + 14;
    const columns = Math.max(1, Math.floor(width / (19 * 15 + 14)));
    return html`<div class="machines cards"><lk-rows role="list" aria-label=${t.label} .items=${this.shown} .height=${CARD} .columns=${columns} .template=${this.#card}></lk-rows></div>`;
  }

  #card = (machine, index) =>
    card(machine, {
      index,
      all: this.shown.length,
      picked: this.picked.has(machine.key),
      pick: (event) => this.#pick(machine, index, event.shiftKey),
    });

  /** With Shift all up to the one before. */
  #pick(machine, index, range) {
    const picked = new Set(this.picked);
    const wanted = !picked.has(machine.key);
    const before = range ? this.shown.findIndex(({key}) => key === this.#lastPicked) : -1;
    const [from, to] = before < 0 ? [index, index] : [Math.min(index, before), Math.max(index, before)];
    for (const {key} of this.shown.slice(from, to + 1)) wanted ? picked.add(key) : picked.delete(key);
    this.#lastPicked = machine.key;
    this.picked = picked;
  }

  #pickAll(every) {
    this.picked = every ? new Set() : new Set(this.shown.map(({key}) => key));
  }

  #enter(event) {
    const key = event.target.closest('.machine')?.dataset.key;
    if (key && key !== this.here) this.here = key;
  }

  #key(event) {
    const line = event.target.closest('.machine');
    if (!line) return;
    const index = this.shown.findIndex(({key}) => key === line.dataset.key);
    const page = Math.max(1, Math.floor((innerHeight - BAR) / ROW) - 2);
    const last = this.shown.length - 1;
    const to = {ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page, Home: 0, End: last}[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#go(Math.max(0, Math.min(last, to)));
    } else if (event.target === line && event.key === ' ') {
      event.preventDefault();
      this.#pick(this.shown[index], index, event.shiftKey);
    } else if (event.target === line && event.key === 'Enter') {
      line.querySelector('a').click();
    }
  }

  async #go(index) {
    this.here = this.shown[index].key;
    await this.updateComplete;
    await this.querySelector('lk-rows').reach(index, BAR + 42, this.picked.size ? 80 : 8);
  }

  #empty(all) {
    if (!machines.loaded) return feed.state === 'lost' ? this.#state(t.failed, t.failedHint) : this.#loading();
    if (all === 0) {
      const everything = this.me?.roles.some((role) => role === 'admin' || role === 'operator');
      return everything ? this.#state(t.noneForAll, t.noneForAllHint) : this.#state(t.none, t.noneHint);
    }
    const clear = html`<button type="button" class="button" @click=${() => this.#look(unfiltered(this.view))}>${t.clear}</button>`;
    return this.#state(t.noneFound, t.noneFoundHint, isFiltered(this.view) ? clear : nothing);
  }

  #state(title, hint, more = nothing) {
    return html`<div class="empty">${icons.search}<h2>${title}</h2><p>${hint}</p>${more}</div>`;
  }

  #loading() {
    return html`<div class="empty loading" role="status"><p>${t.loading}</p><span class="ghost"></span><span class="ghost"></span></div>`;
  }
}

customElements.define('lk-machines', MachinesPage);
