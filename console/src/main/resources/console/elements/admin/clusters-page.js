import {post} from '../../api/http.js';
import {Remote} from '../../live/remote.js';
import {milliseconds, number, since, until} from '../../texts/formats.js';
import {texts} from '../../texts/en.js';
import {attempt, stateOf} from '../attempt.js';
import {chip} from '../machine-parts.js';
import {html, nothing, Part} from '../part.js';

const t = texts.admin.clusters;
const EVERY_MS = 5_000;
const iso = (seconds) => (seconds == null ? null : new Date(seconds * 1000).toISOString());

/** The clusters: whether each is read, what is wrong with it, and how its nodes are. */
class ClustersPage extends Part {
  static properties = {me: {}};

  #overview = new Remote(this, '/api/clusters', EVERY_MS);
  #stats = new Remote(this, '/api/sync/stats', EVERY_MS);

  render() {
    return html`<div class="head"><h1>${texts.pages.clusters}</h1><span class="gap"></span>
        ${this.me?.is_admin ? html`<button type="button" class="button" @click=${() => this.#sync(null, 'full')}>${t.syncFull}</button>` : nothing}</div>
      ${stateOf(this.#stats)}
      ${this.#stats.value ? this.#all(this.#stats.value) : nothing}`;
  }

  #all(stats) {
    if (stats.clusters.length === 0) return html`<div class="empty"><h2>${t.empty}</h2><p>${t.emptyHint}</p></div>`;
    const figure = (value, text) => html`<div class="figure"><strong>${number(value)}</strong><span>${text}</span></div>`;
    return html`<div class="panels">
      <div class="panel figures">${figure(stats.total_vms, t.total)}${figure(stats.running_vms, t.running)}${figure(stats.stale_vms, t.out)}${figure(stats.error_vms, t.withErrors)}</div>
      ${stats.clusters.map((cluster) => this.#cluster(cluster, this.#overview.value?.clusters.find(({id}) => id === cluster.cluster_id)))}
    </div>`;
  }

  #cluster(cluster, overview) {
    const name = cluster.name || cluster.cluster_id;
    return html`<section class="panel half" aria-label=${name}>
      <header><h2>${name}</h2>${this.#state(cluster)}<span class="gap"></span>
        ${this.me?.is_admin
          ? html`<button type="button" class="button" aria-label="${t.syncNow}: ${name}" @click=${() => this.#sync(cluster, 'quick')}>${t.syncNow}</button>`
          : nothing}</header>
      ${cluster.error
        ? html`<p class="wrong">${cluster.error.message} ${t.errors(cluster.consecutive_errors)}.${cluster.error_detail ? html`<br><span
            class="mono">${cluster.error_detail}</span>` : nothing}</p>`
        : nothing}
      <dl class="facts">
        <dt>${t.machines}</dt><dd>${this.#counts(cluster, overview)}</dd>
        <dt>${t.nodes}</dt><dd>${overview?.nodes.map(({node, status, since: from}) => html`<span title=${since(from)}>${chip(status, `${node} ${t.node[status] ?? status}`)}</span> `)}</dd>
        <dt>${t.quick}</dt><dd>${since(iso(cluster.last_quick_sync))}</dd>
        <dt>${t.full}</dt><dd>${since(iso(cluster.last_full_sync))}</dd>
        <dt>${t.next}</dt><dd>${t.nextValue(until(cluster.next_quick_sync * 1000), until(cluster.next_full_sync * 1000))}</dd>
        <dt>${t.worker}</dt><dd>${cluster.is_running ? cluster.owner : t.none}</dd>
        <dt>${t.cost}</dt><dd>${t.costValue(milliseconds(cluster.quick_duration_ms), cluster.quick_requests, milliseconds(cluster.full_duration_ms), cluster.full_requests)}</dd>
        <dt>${t.addresses}</dt><dd>${t.addressesValue(cluster.addresses)}</dd>
      </dl>
    </section>`;
  }

  #state(cluster) {
    if (!cluster.is_running) return chip('bad', t.noWorker);
    if (cluster.stale) return chip('wait', `${t.stale}: ${texts.machine.stale[cluster.stale_reason] ?? texts.machine.staleOther(cluster.stale_reason ?? '')}`);
    return cluster.error ? chip('bad', t.failing) : chip('good', t.synced);
  }

  #counts(cluster, overview) {
    const some = Object.entries(overview?.vms ?? {}).filter(([, n]) => n > 0);
    return html`${number(cluster.total_vms)}${some.length ? `: ${some.map(([status, n]) => `${number(n)} ${texts.status[status].toLowerCase()}`).join(', ')}` : ''}`;
  }

  async #sync(cluster, mode) {
    const body = cluster ? {cluster_id: cluster.cluster_id, mode} : {mode};
    await attempt(() => post('/api/sync/trigger', body), t.wanted(cluster ? cluster.name || cluster.cluster_id : texts.pages.clusters));
  }
}

customElements.define('lk-clusters', ClustersPage);
