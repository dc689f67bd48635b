import {possible} from '../list/possible.js';
import {texts} from '../texts/en.js';
import {performOnMany} from './deeds.js';
import {icons} from './icons.js';
import {openMenu} from './menu.js';
import {html, nothing, Part} from './part.js';

const t = texts.act;
const USUAL = ['start', 'shutdown', 'reboot', 'stop'];
const OTHERS = ['resume', 'suspend', 'reset'];

/** What can be done with all that are picked. Tells `dropped` when they are no longer. */
class BulkBar extends Part {
  static properties = {picked: {}};

  render() {
    if (this.picked.length === 0) return nothing;
    const able = (action) => this.picked.filter((machine) => possible(machine).includes(action)).length;
    const others = OTHERS.filter(able);
    return html`<section class="bulk" aria-label=${t.bulk}>
      <strong>${t.selected(this.picked.length)}</strong>
      ${USUAL.filter(able).map(
        (action) => html`<button type="button" class="button" @click=${() => this.#act(action)}>${icons[action] ?? nothing}${texts.action[action].verb}
          <span class="number">${able(action)}</span></button>`,
      )}
      ${others.length
        ? html`<button type="button" class="plain" aria-haspopup="menu" aria-label=${t.more} title=${t.more} @click=${(event) =>
            openMenu(event.currentTarget, t.more, others.map((action) => ({text: texts.action[action].verb, icon: icons[action], choose: () => this.#act(action)})))}>${icons.more}</button>`
        : nothing}
      <button type="button" class="plain" aria-label=${t.clear} title=${t.clear} @click=${() => this.tell('dropped')}>${icons.close}</button>
    </section>`;
  }

  async #act(action) {
    if (await performOnMany(this.picked, action)) this.tell('dropped');
  }
}

customElements.define('lk-bulk', BulkBar);
