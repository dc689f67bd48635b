import {historyOf, RANGES} from '../live/machine-details.js';
import {texts} from '../texts/en.js';
import {historyPlot} from './history-plot.js';
import {html, Part} from './part.js';

const t = texts.details;
const DAY_MS = 86_400_000;
const EVERY_MS = 60_000;

/** The history of one machine, read again every minute. */
class MachineHistory extends Part {
  static properties = {vm: {}, range: {state: true}, samples: {state: true}, failed: {state: true}};

  #timer = null;
  #asked = 0;

  constructor() {
    super();
    this.range = 'day';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#read(), EVERY_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  updated(changed) {
    if (changed.has('vm') || changed.has('range')) this.#read();
  }

  async #read() {
    const asked = ++this.#asked;
    try {
      const samples = await historyOf(this.vm, this.range);
      if (asked !== this.#asked) return;
      this.samples = samples;
      this.until = Date.now();
      this.failed = false;
    } catch {
      // Said in its place; it is read again with the next minute.
      if (asked === this.#asked) this.failed = true;
    }
  }

  render() {
    return html`<section class="panel" aria-labelledby="history">
      <header><h2 id="history">${t.history}</h2><span class="gap"></span>
        <div class="switch" role="group" aria-label=${t.range}>${Object.keys(RANGES).map(
          (range) => html`<button type="button" aria-pressed=${this.range === range} @click=${() => (this.range = range)}>${t.ranges[range]}</button>`,
        )}</div>
      </header>
      ${this.#content()}
    </section>`;
  }

  #content() {
    if (this.failed) return html`<p class="wrong" role="status">${t.historyAway}</p>`;
    if (!this.samples) return html`<p class="quiet">${t.loading}</p>`;
    if (this.samples.length === 0) return html`<p class="quiet">${t.noHistory}</p>`;
    // What lies before the first sample would be empty.
    const from = Math.max(this.until - RANGES[this.range] * DAY_MS, Date.parse(this.samples[0].at));
    return historyPlot(this.samples, from, this.until, this.until - from > DAY_MS * 1.5 ? this.range : 'day');
  }
}

customElements.define('lk-history', MachineHistory);
