import {logoutPath} from '../api/http.js';
import {noteLogOut} from '../api/logged-out.js';
import {feed} from '../live/session.js';
import {texts} from '../texts/en.js';
import {html, listening, nothing, Part} from './part.js';

/** The bar on top: the pages, whether what one sees is live, and who one is. */
class Header extends Part {
  static properties = {me: {}, pages: {}, current: {}};

  constructor() {
    super();
    listening(this, feed, 'state', () => this.requestUpdate());
  }

  render() {
    return html`<header class="frame-bar">
      <a class="brand" href="/"><img src=${new URL('../icon.svg', import.meta.url).pathname} alt="" width="24" height="24">${texts.product}</a>
      <nav aria-label=${texts.navigation}><ul>${this.pages.filter(({href}) => href).map((page) => this.#link(page))}</ul></nav>
      <span class="live live-${feed.state}" role="status" title=${texts.liveHint[feed.state]}><span class="dot"></span>${texts.live[feed.state]}</span>
      ${this.me
        ? html`<form class="who" method="post" action=${logoutPath()} @submit=${noteLogOut}>
            <span title=${texts.loggedInAs(this.me.user)}>${this.me.user}</span>
            <button class="button">${texts.logOut}</button>
          </form>`
        : ''}
    </header>`;
  }

  #link(page) {
    const current = page === this.current || page.name === this.current?.below;
    return html`<li><a href=${page.href} aria-current=${current ? 'page' : nothing}>${texts.pages[page.name]}</a></li>`;
  }
}

customElements.define('lk-header', Header);
