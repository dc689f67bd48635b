import {html, Part, repeat} from './part.js';

/** How many rows more than can be seen are made on either side, and the steps in which that moves. */
const SPARE = 8;
const STEP = 4;

/**
 * Thousands of things, of which only those in sight are made. All have the same height, so where each is can be told without making it, and
 * nothing jumps when others change.
 *
 * `items` have a `key`; `template(item, index, first)` makes one, `first` telling that it is the first that is made. Scrolls with the page.
 */
export class Rows extends Part {
  static properties = {items: {}, template: {}, height: {type: Number}, columns: {type: Number}, from: {state: true}, until: {state: true}};

  #look = () => this.#measure();
  #focused = null;

  constructor() {
    super();
    this.items = [];
    this.columns = 1;
    this.from = 0;
    this.until = 30;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('scroll', this.#look, {passive: true});
    addEventListener('resize', this.#look, {passive: true});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#look);
    removeEventListener('resize', this.#look);
  }

  /** In lines: several things stand in one if there are several columns. */
  #measure() {
    const above = -this.getBoundingClientRect().top / this.height;
    const inSight = innerHeight / this.height;
    this.from = Math.max(0, Math.floor((above - SPARE) / STEP) * STEP);
    this.until = Math.max(this.from + STEP, Math.ceil((above + inSight + SPARE) / STEP) * STEP);
  }

  willUpdate() {
    const focused = document.activeElement?.closest?.('[data-key]');
    this.#focused = focused && this.contains(focused) ? {key: focused.dataset.key, within: document.activeElement !== focused} : null;
  }

  render() {
    const begin = Math.min(this.from * this.columns, Math.max(0, this.items.length - this.columns));
    const shown = this.items.slice(begin, this.until * this.columns);
    return html`<div class="window" role="presentation">${repeat(shown, ({key}) => key, (item, i) => this.template(item, begin + i, i === 0))}</div>`;
  }

  updated() {
    const lines = Math.ceil(this.items.length / this.columns);
    const first = Math.min(this.from, Math.max(0, lines - 1));
    this.style.height = `${lines * this.height}px`;
    this.firstElementChild.style.transform = `translateY(${first * this.height}px)`;
    this.#keepFocus();
    this.#measure();
  }

  /** A row that moved to another place among its neighbours has lost the focus on the way. */
  #keepFocus() {
    if (!this.#focused || document.activeElement !== document.body) return;
    this.rowOf(this.#focused.key)?.focus({preventScroll: true});
  }

  rowOf(key) {
    return this.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  /** Brings one into sight, between `above` and `below` pixels that something else lies over, and gives it the focus. */
  async reach(index, above, below) {
    const top = this.getBoundingClientRect().top + Math.floor(index / this.columns) * this.height;
    if (top < above) scrollBy({top: top - above, behavior: 'instant'});
    else if (top + this.height > innerHeight - below) scrollBy({top: top + this.height - innerHeight + below, behavior: 'instant'});
    this.#measure();
    await this.updateComplete;
    this.rowOf(this.items[index].key)?.focus({preventScroll: true});
  }
}

customElements.define('lk-rows', Rows);
