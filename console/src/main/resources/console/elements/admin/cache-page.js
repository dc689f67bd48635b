import {post} from '../../api/http.js';
import {Remote} from '../../live/remote.js';
import {number, rate, seconds} from '../../texts/formats.js';
import {texts} from '../../texts/en.js';
import {attempt, stateOf} from '../attempt.js';
import {confirmed} from '../confirm.js';
import {html, nothing, Part} from '../part.js';

const t = texts.admin.cache;
const EVERY_MS = 5_000;

/** What the cache of the replica that answers has done, and what it holds. */
class CachePage extends Part {
  #stats = new Remote(this, '/api/cache/stats', EVERY_MS);

  render() {
    return html`<div class="head"><h1>${texts.pages.cache}</h1><span class="gap"></span>
        <button type="button" class="button" @click=${() => this.#clear()}>${t.clear}</button></div>
      ${stateOf(this.#stats)}${this.#stats.value ? this.#all(this.#stats.value) : nothing}`;
  }

  #all(stats) {
    const figure = (value, text) => html`<div class="figure"><strong>${value}</strong><span>${text}</span></div>`;
    return html`<div class="panels">
      <div class="panel"><div class="figures">${figure(rate(stats.hit_rate), t.hitRate)}${figure(number(stats.hits), t.hits)}${figure(number(stats.misses), t.misses)}${figure(number(stats.size), t.size)}</div>
        <p class="quiet">${t.replica(stats.replica, stats.sharing)}</p></div>
      <section class="panel" aria-labelledby="families"><header><h2 id="families">${t.families}</h2></header>${this.#families(stats.families)}</section>
      ${stats.entries?.length ? html`<section class="panel" aria-labelledby="entries"><header><h2 id="entries">${t.entries}</h2></header>${this.#entries(stats.entries)}</section>` : nothing}
    </div>`;
  }

  #families(families) {
    const tier = (family, {tier: name, size, hits, misses, hit_rate}, first) => html`<tr>
      <td>${first ? family.family : nothing}</td><td>${t.tiers[name] ?? name}</td><td class="right">${number(size)}</td><td class="right">${number(hits)}</td>
      <td class="right">${number(misses)}</td><td class="right">${rate(hit_rate)}</td>
      <td class="right">${first ? seconds(family.ttl) : nothing}</td><td class="right">${first ? number(family.loads) : nothing}</td><td
          class="right">${first ? number(family.failed_loads) : nothing}</td></tr>`;
    return html`<div class="sheet"><table class="list"><thead><tr><th>${t.family}</th><th>${t.tier}</th><th class="right">${t.size}</th><th class="right">${t.hits}</th>
      <th class="right">${t.misses}</th><th class="right">${t.rate}</th><th class="right">${t.kept}</th><th class="right">${t.loads}</th><th class="right">${t.failed}</th></tr></thead>
      <tbody>${families.map((family) => family.tiers.map((one, i) => tier(family, one, i === 0)))}</tbody></table></div>`;
  }

  #entries(entries) {
    return html`<div class="sheet"><table class="list"><thead><tr><th>${t.key}</th><th>${t.tier}</th><th class="right">${t.age}</th><th class="right">${t.remaining}</th></tr></thead>
      <tbody>${entries.map(
        ({key, age, ttl_remaining, tier}) => html`<tr><td class="mono">${key}</td><td>${t.tiers[tier] ?? tier}</td><td
            class="right">${seconds(age)}</td><td class="right">${ttl_remaining > 0 ? seconds(ttl_remaining) : '–'}</td></tr>`,
      )}</tbody></table></div>`;
  }

  async #clear() {
    if (!(await confirmed({title: t.clearTitle, text: t.clearText, yes: t.clear}))) return;
    const answer = await attempt(() => post('/api/cache/clear'));
    if (answer) await attempt(() => this.#stats.read(), t.cleared(answer.cleared));
  }
}

customElements.define('lk-cache', CachePage);
