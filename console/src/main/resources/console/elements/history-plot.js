import {percent, tick} from '../texts/formats.js';
import {texts} from '../texts/en.js';
import {html, svg} from './part.js';

const t = texts.details;
const WIDTH = 1000;
const HEIGHT = 190;

/** Samples that lie so much farther apart than usual that nothing is known of the time between. */
const GAP = 4;

/**
 * The load of a machine over time as two lines, its status as a band below.
 *
 * @param {{at: string, status: string, cpu_usage: ?number, memory_usage: ?number}[]} samples the oldest first
 * @param {number} from in milliseconds, as `until`
 * @param {string} range that its scale is for
 */
export function historyPlot(samples, from, until, range) {
  const points = samples.map((sample) => ({...sample, x: ((Date.parse(sample.at) - from) / (until - from)) * WIDTH}));
  const reach = GAP * usualStep(points);
  const ticks = Array.from({length: 5}, (_, i) => from + ((until - from) * i) / 4);
  return html`
    <div class="plot-with-scale">
      <div class="plot-scale" aria-hidden="true">${[100, 75, 50, 25, 0].map((value) => html`<span>${percent(value)}</span>`)}</div>
      <div>
        <svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${t.plot(spread(samples, 'cpu_usage'), spread(samples, 'memory_usage'))}>
          ${[0, 25, 50, 75, 100].map((value) => svg`<line class="grid" x1="0" x2=${WIDTH} y1=${y(value)} y2=${y(value)}/>`)}
          ${svg`<path class="memory" d=${lineOf(points, 'memory_usage', reach)}/><path class="cpu" d=${lineOf(points, 'cpu_usage', reach)}/>`}
        </svg>
        <svg class="states" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
          ${svg`<rect width=${WIDTH} height="10"/>`}
          ${spansOf(points, reach).map(({status, x, until: end}) => svg`<rect class=${status} x=${x} width=${end - x} height="10"/>`)}
        </svg>
        <div class="plot-text" aria-hidden="true">${ticks.map((time) => html`<span>${tick(time, range)}</span>`)}</div>
      </div>
    </div>
    <div class="keys">
      ${key('cpu', t.cpu)}${key('memory', t.memoryUse)}
      ${[...new Set(samples.map(({status}) => status))].map(
        (status) => html`<span><svg class="states key-block" viewBox="0 0 12 10" aria-hidden="true">${svg`<rect class=${status} width="12"
            height="10"/>`}</svg>${texts.status[status] ?? status}</span>`,
      )}
    </div>`;
}

const y = (value) => HEIGHT - (Math.min(100, value) / 100) * HEIGHT;

const key = (kind, text) =>
  html`<span><svg class="key ${kind}" viewBox="0 0 18 4" aria-hidden="true">${svg`<path d="M0 2h18"/>`}</svg>${text}</span>`;

/** Half of all steps are shorter. */
function usualStep(points) {
  const steps = points.slice(1).map((point, i) => point.x - points[i].x).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? WIDTH;
}

/** Broken where nothing is known. A point alone is drawn as a short line, or it could not be seen. */
function lineOf(points, member, reach) {
  let path = '';
  let last = null;
  for (const point of points) {
    const known = point[member] != null;
    const goesOn = known && last !== null && point.x - last <= reach;
    if (known) path += `${goesOn ? 'L' : 'M'}${point.x.toFixed(1)} ${y(point[member]).toFixed(1)}${goesOn ? '' : 'h.5'}`;
    last = known ? point.x : null;
  }
  return path;
}

/** How long it had which status. What follows without a gap is one span. */
function spansOf(points, reach) {
  const spans = [];
  points.forEach(({x, status}, i) => {
    const until = Math.max(x + 1, Math.min(points[i + 1]?.x ?? WIDTH, x + reach));
    const last = spans.at(-1);
    if (last?.status === status && last.until >= x) last.until = until;
    else spans.push({status, x, until});
  });
  return spans;
}

function spread(samples, member) {
  const values = samples.map((sample) => sample[member]).filter((value) => value != null);
  if (values.length === 0) return t.unknownSpread;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return t.spread(percent(Math.min(...values)), percent(average), percent(Math.max(...values)));
}
