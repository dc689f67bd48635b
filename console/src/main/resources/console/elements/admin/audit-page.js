import {get} from '../../api/http.js';
import {moment, since} from '../../texts/formats.js';
import {texts} from '../../texts/en.js';
import {attempt} from '../attempt.js';
import {chip, pageOf} from '../machine-parts.js';
import {html, nothing, Part} from '../part.js';

const t = texts.admin.audit;
const PAGE = 100;
const FIELDS = ['user', 'cluster', 'vmid', 'result'];

/** Who asked what, from where, with what result. What is looked for stands in the address. */
class AuditPage extends Part {
  static properties = {entries: {state: true}, next: {state: true}, query: {state: true}};

  constructor() {
    super();
    this.query = Object.fromEntries(FIELDS.map((name) => [name, new URLSearchParams(location.search).get(name) ?? '']));
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read(cursor = null) {
    const query = new URLSearchParams(Object.entries(this.query).filter(([, value]) => value));
    history.replaceState(history.state, '', location.pathname + (query.size ? `?${query}` : ''));
    query.set('limit', PAGE);
    if (cursor) query.set('cursor', cursor);
    const answer = await attempt(() => get(`/api/audit?${query}`));
    if (!answer) return;
    this.entries = cursor ? [...this.entries, ...answer.entries] : answer.entries;
    this.next = answer.next;
  }

  render() {
    return html`<div class="head"><h1>${texts.pages.audit}</h1></div>
      <form class="toolbar" role="search" aria-label=${t.filter} @submit=${(event) => this.#filter(event)}>
        ${this.#field('user', t.who, t.anyUser)}${this.#field('cluster', texts.admin.cluster, t.anything)}${this.#field('vmid', texts.admin.vmid, t.anything)}
        <select class="field" name="result" aria-label=${t.result} @change=${(event) => event.target.form.requestSubmit()}>${Object.entries(t.results).map(
          ([value, text]) => html`<option value=${value} .selected=${this.query.result === value}>${t.result}: ${text}</option>`,
        )}</select>
        <button class="button">${t.show}</button>
      </form>
      ${this.#content()}`;
  }

  #field(name, label, placeholder) {
    return html`<input class="field" name=${name} size="14" aria-label=${label} placeholder="${label}: ${placeholder}"
        .value=${this.query[name]} inputmode=${name === 'vmid' ? 'numeric' : nothing}>`;
  }

  #filter(event) {
    event.preventDefault();
    const given = new FormData(event.target);
    this.query = Object.fromEntries(FIELDS.map((name) => [name, given.get(name).trim()]));
    this.#read();
  }

  #content() {
    if (!this.entries) return html`<div class="empty loading" role="status"><p>${texts.admin.loading}</p><span class="ghost"></span></div>`;
    if (this.entries.length === 0) return html`<div class="empty"><h2>${t.none}</h2></div>`;
    return html`<div class="panel"><div class="sheet"><table class="list">
        <thead><tr><th>${t.when}</th><th>${t.who}</th><th>${t.event}</th><th>${t.machine}</th><th>${t.result}</th><th>${t.from}</th></tr></thead>
        <tbody>${this.entries.map((entry) => this.#entry(entry))}</tbody></table></div></div>
      ${this.next ? html`<p><button type="button" class="button" @click=${() => this.#read(this.next)}>${texts.admin.more}</button></p>` : nothing}`;
  }

  #entry(entry) {
    const {result} = entry;
    const kind = result.startsWith('refused') || result === 'failed' ? 'bad' : ['succeeded', 'done', 'accepted'].includes(result) ? 'good' : '';
    const action = texts.action[entry.action]?.verb ?? entry.action;
    return html`<tr>
      <td title=${moment(entry.at)}>${since(entry.at)}</td>
      <td>${entry.user ?? t.byItself}</td>
      <td>${entry.event.replaceAll('_', ' ')}${action ? html`: ${action}` : nothing}${this.#details(entry.detail)}</td>
      <td>${entry.vmid ? html`<a href=${pageOf(entry)}>${entry.cluster_id}/${entry.vmid}</a>` : entry.cluster_id ?? '–'}</td>
      <td>${chip(kind, result.replaceAll('_', ' '))}</td>
      <td class="mono">${entry.source_address ?? '–'}</td></tr>`;
  }

  #details(detail) {
    const known = Object.entries(detail ?? {}).filter(([, value]) => value !== null && value !== '');
    return known.length
      ? html`<details class="quiet"><summary>${t.details}</summary>${known.map(([name, value]) => html`<div
          class="mono">${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}</div>`)}</details>`
      : nothing;
  }
}

customElements.define('lk-audit', AuditPage);
