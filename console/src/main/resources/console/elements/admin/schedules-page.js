import {del, get, post, put} from '../../api/http.js';
import {Remote} from '../../live/remote.js';
import {due, since} from '../../texts/formats.js';
import {texts} from '../../texts/en.js';
import './form-dialog.js';
import {attempt, stateOf} from '../attempt.js';
import {confirmed} from '../confirm.js';
import {chip} from '../machine-parts.js';
import {html, nothing, Part} from '../part.js';
import {scheduleFields, wishOf} from './schedule-form.js';

const t = texts.admin.schedules;
const EVERY_MS = 15_000;
const pathOf = (id) => `/api/schedules/${encodeURIComponent(id)}`;

/** What is done at set times, when it is done next, and what became of it. */
class SchedulesPage extends Part {
  static properties = {editing: {state: true}, runs: {state: true}};

  #schedules = new Remote(this, '/api/schedules', EVERY_MS);

  constructor() {
    super();
    this.runs = {};
  }

  render() {
    const schedules = this.#schedules.value?.schedules;
    return html`<div class="head"><h1>${texts.pages.schedules}</h1><span class="gap"></span>
        <button type="button" class="button main" @click=${() => (this.editing = {})}>${t.create}</button></div>
      ${stateOf(this.#schedules)}
      ${schedules?.length === 0 ? html`<div class="empty"><h2>${t.empty}</h2><p>${t.emptyHint}</p></div>` : nothing}
      <div class="panels">${schedules?.map((one) => this.#schedule(one))}</div>
      ${this.editing ? this.#form(this.editing) : nothing}`;
  }

  #schedule(one) {
    const [kind, value] = Object.entries(one.selector)[0];
    return html`<section class="panel half" aria-label=${one.name}>
      <header><h2>${one.name}</h2>${one.enabled ? chip('good', t.on) : chip('wait', t.paused)}<span class="gap"></span>
        <button type="button" class="button" aria-label="${one.enabled ? t.pause : t.resume} ${one.name}"
            @click=${() => this.#change(one, {enabled: !one.enabled})}>${one.enabled ? t.pause : t.resume}</button>
        <button type="button" class="button" aria-label=${t.editTitle(one.name)} @click=${() => (this.editing = one)}>${texts.admin.edit}</button>
        <button type="button" class="button" aria-label="${texts.admin.delete} ${one.name}" @click=${() => this.#delete(one)}>${texts.admin.delete}</button></header>
      <p>${t.does(texts.action[one.action]?.verb ?? one.action, t.of[kind](value))}</p>
      <p class="quiet"><span class="mono">${one.cron}</span> · ${one.time_zone} · ${t.owner(one.owner)}</p>
      <h3>${t.next}</h3>${this.#next(one)}
      <h3>${t.last}</h3>${this.#last(one)}
    </section>`;
  }

  #next(one) {
    const runs = [...one.next_runs.map((at) => ({at})), ...one.skipped.map((at) => ({at, skipped: true}))].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    if (runs.length === 0) return html`<p class="quiet">${t.noNext}</p>`;
    return html`<ol class="runs">${runs.map(({at, skipped}) => {
      const when = due(at);
      return skipped
        ? html`<li><span class="gone">${when}</span> <span class="quiet">${t.skipped}</span><button type="button" class="button"
            aria-label="${t.unskip}: ${when}" @click=${() => this.#unskip(one, at)}>${t.unskip}</button></li>`
        : html`<li><span>${when}</span><button type="button" class="button" aria-label=${t.skipRun(when)} @click=${() => this.#skip(one, at)}>${t.skip}</button></li>`;
    })}</ol>`;
  }

  #last(one) {
    const runs = this.runs[one.id];
    if (!runs) return html`<button type="button" class="button" aria-label="${t.showRuns}: ${one.name}" @click=${() => this.#readRuns(one)}>${t.showRuns}</button>`;
    if (runs.length === 0) return html`<p class="quiet">${t.noRuns}</p>`;
    return html`<ul class="runs">${runs.map(
      (run) => html`<li><span>${due(run.due_at)}</span> ${chip(run.state === 'submitted' ? 'good' : run.state === 'failed' ? 'bad' : 'wait', t.run[run.state] ?? run.state)}
        <span class="quiet">${run.error?.message ?? Object.entries(run.counts ?? {}).map(([result, n]) => `${n} ${result.replaceAll('_', ' ')}`).join(', ')} ${run.ended_at ? since(run.ended_at) : nothing}</span></li>`,
    )}</ul>`;
  }

  async #readRuns(one) {
    const answer = await attempt(() => get(`${pathOf(one.id)}/runs?limit=10`));
    if (answer) this.runs = {...this.runs, [one.id]: answer.runs};
  }

  async #change(one, change) {
    if (await attempt(() => put(pathOf(one.id), change), t.saved(one.name))) await this.#schedules.read();
  }

  async #skip(one, at) {
    if (await attempt(() => post(`${pathOf(one.id)}/skip`, {due_at: at}), t.saved(one.name))) await this.#schedules.read();
  }

  async #unskip(one, at) {
    if (await attempt(() => del(`${pathOf(one.id)}/skip?due_at=${encodeURIComponent(at)}`), t.saved(one.name))) await this.#schedules.read();
  }

  async #delete(one) {
    if (!(await confirmed({title: t.deleteTitle(one.name), text: t.deleteText, yes: texts.admin.delete, danger: true}))) return;
    if (await attempt(() => del(pathOf(one.id)), t.deleted(one.name))) await this.#schedules.read();
  }

  #form(one) {
    const save = async (filled) => {
      const wish = wishOf(filled, one);
      await (one.id ? put(pathOf(one.id), wish) : post('/api/schedules', wish));
      await this.#schedules.read();
    };
    return html`<lk-form-dialog .heading=${one.id ? t.editTitle(one.name) : t.create} .fields=${scheduleFields(one)} .save=${save} @closed=${() => (this.editing = null)}></lk-form-dialog>`;
  }
}

customElements.define('lk-schedules', SchedulesPage);
