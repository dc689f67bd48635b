import {historyPath, RANGES} from '../live/machine-details.js';
import {Remote} from '../live/remote.js';
import {texts} from '../texts/en.js';
import {historyPlot} from './history-plot.js';
import {html, Part} from './part.js';

const t = texts.details;
const DAY_MS = 86_400_000;
const EVERY_MS = 60_000;

/** The history of one machine, read again every minute. */
class MachineHistory extends Part {
  static properties = {vm: {}, range: {state: true}};

  #samples = new Remote(this, () => historyPath(this.vm, this.range), EVERY_MS);

  constructor() {
    super();
    this.range = 'day';
  }

  /** Who has looked at another machine or time before has nothing to see until it is read. */
  willUpdate(changed) {
    if (!this.hasUpdated || !(changed.has('vm') || changed.has('range'))) return;
    this.#samples.value = null;
    this.#samples.read();
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
    const {value: samples, problem} = this.#samples;
    if (!samples) return problem ? html`<p class="wrong" role="status">${t.historyAway}</p>` : html`<p class="quiet">${t.loading}</p>`;
    if (samples.length === 0) return html`<p class="quiet">${t.noHistory}</p>`;
    const until = Date.now();
    // What lies before the first sample would be empty.
    const from = Math.max(until - RANGES[this.range] * DAY_MS, Date.parse(samples[0].at));
    return historyPlot(samples, from, until, until - from > DAY_MS * 1.5 ? this.range : 'day');
  }
}

customElements.define('lk-history', MachineHistory);
