import {get, logIn} from '../api/http.js';
import {forgetLogOut, isLoggedOut, onLogOutElsewhere} from '../api/logged-out.js';
import {feed, machines} from '../live/session.js';
import {texts} from '../texts/en.js';
import {pagesFor} from '../url/pages.js';
import {Router} from '../url/router.js';
import './confirm.js';
import './header.js';
import './menu.js';
import './notices.js';
import {html, Part} from './part.js';

const AGAIN_MS = 3_000;

/** The frame: who one is, where one is, and the page that belongs there. */
class App extends Part {
  static properties = {me: {state: true}, teaches: {state: true}, place: {state: true}, refused: {state: true}};

  #router = new Router(() => this.#arrive());

  connectedCallback() {
    super.connectedCallback();
    this.place = this.#router.place;
    this.addEventListener('click', (event) => this.#router.follow(event));
    onLogOutElsewhere(() => this.#refuse());
    this.#begin();
  }

  async #begin() {
    try {
      this.me = await get('/api/me');
      forgetLogOut();
      feed.start();
      this.teaches = (await get('/api/classes')).classes.length > 0;
    } catch (problem) {
      if (problem.status === 401) {
        this.#refuse();
        return;
      }
      // Without it only a page or two cannot be chosen; it is asked for again until it comes.
      setTimeout(() => (this.me ? this.#teaches() : this.#begin()), AGAIN_MS);
    }
  }

  #refuse() {
    feed.stop();
    this.refused = true;
  }

  async #teaches() {
    try {
      this.teaches = (await get('/api/classes')).classes.length > 0;
    } catch (problem) {
      if (problem.status !== 401) setTimeout(() => this.#teaches(), AGAIN_MS * 5);
    }
  }

  async #arrive() {
    this.place = this.#router.place;
    await this.updateComplete;
    this.querySelector('main').focus({preventScroll: true});
  }

  render() {
    if (this.refused) return this.#notLoggedIn();
    const pages = pagesFor(this.me, this.teaches);
    const page = pages.find(({path}) => path.test(this.place.pathname));
    document.title = page ? `${texts.pages[page.name]} · ${texts.product}` : texts.product;
    return html`
      <a class="skip" href="#content" @click=${(event) => this.#skip(event)}>${texts.skip}</a>
      <lk-header .me=${this.me} .pages=${pages} .current=${page}></lk-header>
      <main id="content" tabindex="-1">${page ? page.show(this.place, this.me) : this.#noPage()}</main>
      <lk-notices></lk-notices>
      <lk-menu></lk-menu>
      <lk-confirm></lk-confirm>
    `;
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('main').focus();
  }

  #noPage() {
    // A page that is for others looks like none, and which are ours is not known yet.
    if (!this.me || this.teaches === undefined) return html``;
    return html`<div class="empty"><h1>${texts.problem.noPage}</h1><a class="button" href="/">${texts.problem.toMachines}</a></div>`;
  }

  #notLoggedIn() {
    const [title, hint] = isLoggedOut()
      ? [texts.problem.loggedOut, texts.problem.loggedOutHint]
      : [texts.problem.notLoggedIn, texts.problem.notLoggedInHint];
    return html`<main><div class="empty">
      <h1>${title}</h1>
      <p>${hint}</p>
      <button type="button" class="button main" @click=${() => logIn({again: true})}>${texts.problem.logIn}</button>
    </div></main>`;
  }
}

customElements.define('lk-app', App);
// For whoever looks at the page from its developer tools.
window.labkeeper = {machines, feed};
