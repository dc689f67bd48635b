import {post} from '../../api/http.js';
import {texts} from '../../texts/en.js';
import {attempt} from '../attempt.js';
import {html, nothing, Part} from '../part.js';

const t = texts.admin.assignments;

/** Gives machines to people from a file, and shows what came of each. Tells `imported`. */
class MappingsImport extends Part {
  static properties = {clusters: {}, report: {state: true}, busy: {state: true}};

  render() {
    return html`<section class="panel" aria-labelledby="import"><header><h2 id="import">${t.import}</h2></header>
      <form class="form" @submit=${(event) => this.#import(event)}>
        <div class="row">
          <label class="above">${t.file}<input class="field" type="file" name="file" required accept="application/json,.json"></label>
          <label class="above">${t.defaultCluster}<select class="field" name="cluster"><option
              value="">${t.any}</option>${this.clusters.map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></label>
        </div>
        <p class="quiet">${t.importHint}</p>
        <div><button class="button" ?disabled=${this.busy}>${t.doImport}</button></div>
      </form>
      ${this.report ? this.#result(this.report) : nothing}</section>`;
  }

  async #import(event) {
    event.preventDefault();
    const {file, cluster} = Object.fromEntries(new FormData(event.target));
    this.busy = true;
    const text = await file.text();
    this.report = await attempt(() => post(`/api/assignments/import${cluster ? `?default_cluster=${encodeURIComponent(cluster)}` : ''}`, text));
    this.busy = false;
    if (this.report) this.tell('imported');
  }

  #result(report) {
    const list = (title, entries, text) => (entries.length ? html`<h3>${title}</h3><ul>${entries.map((entry) => html`<li>${text(entry)}</li>`)}</ul>` : nothing);
    return html`<div class="note" role="status"><p>${t.report(report)}</p>
      ${list(t.unknown, report.unknown, ({username, vm}) => `${username}: ${vm}`)}
      ${list(t.ambiguous, report.ambiguous, ({username, vm, candidates}) => `${username}: ${vm}, ${t.candidates(candidates)}`)}</div>`;
  }
}

customElements.define('lk-mappings-import', MappingsImport);
