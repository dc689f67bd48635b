import {texts} from '../texts/en.js';
import {icons} from './icons.js';
import {html, Part, repeat} from './part.js';

const GONE_MS = 6_000;
const MOST = 5;

let notices = null;

/**
 * Tells something in a corner, and to screen readers. One of the same id takes the other's place.
 *
 * @param {{id?: string, kind?: 'good'|'bad'|'begun', text: string, lines?: string[], more?: string}} notice what went wrong stays until it is dismissed;
 *     what has begun until its end is told
 */
export const tell = (notice) => notices.tell(notice);

class Notices extends Part {
  static properties = {shown: {state: true}};

  constructor() {
    super();
    this.shown = [];
  }

  connectedCallback() {
    super.connectedCallback();
    notices = this;
  }

  tell(notice) {
    const told = {id: crypto.getRandomValues(new Uint32Array(2)).join('-'), ...notice};
    const others = this.shown.filter(({id}) => id !== told.id);
    this.shown = [...others, told].slice(-MOST);
    if (told.kind === 'good') setTimeout(() => this.#dismiss(told), GONE_MS);
  }

  #dismiss(notice) {
    this.shown = this.shown.filter((one) => one !== notice);
  }

  render() {
    return html`<section class="notices" aria-label=${texts.notice.label} role="log" aria-live="polite" aria-relevant="additions text">
      ${repeat(this.shown, ({id}) => id, (notice) => this.#notice(notice))}
    </section>`;
  }

  #notice(notice) {
    return html`<div class="notice ${notice.kind ?? ''}">
      <div>${notice.text}
        ${notice.lines?.length
          ? html`<details><summary>${notice.more}</summary><ul>${notice.lines.map((line) => html`<li>${line}</li>`)}</ul></details>`
          : ''}
      </div>
      <button type="button" class="plain small" aria-label=${texts.notice.dismiss} @click=${() => this.#dismiss(notice)}>${icons.close}</button>
    </div>`;
  }
}

customElements.define('lk-notices', Notices);
