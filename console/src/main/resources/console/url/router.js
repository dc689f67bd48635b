/** Moves between the console's pages without loading the document again; the way back leads to where one had scrolled. */
export class Router {
  #arrived;

  /** @param {() => Promise<void>} arrived is called after each move, and tells when the page is there */
  constructor(arrived) {
    this.#arrived = arrived;
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => this.#arrive(history.state?.scroll ?? 0));
  }

  get place() {
    return new URL(location.href);
  }

  /** A click on a link to another page of ours. */
  follow(event) {
    const link = event.target.closest('a[href]');
    const wantsOtherwise = event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || wantsOtherwise || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    this.go(link.href);
  }

  go(href) {
    history.replaceState({scroll: scrollY}, '');
    history.pushState(null, '', href);
    this.#arrive(0);
  }

  async #arrive(scroll) {
    await this.#arrived();
    scrollTo(0, scroll);
  }
}
