import {html, Part} from './part.js';

let menu = null;

/**
 * Opens the one menu beside a button.
 *
 * @param {HTMLElement} button
 * @param {string} label
 * @param {{text: string, icon?: unknown, choose: () => void}[]} items
 */
export const openMenu = (button, label, items) => menu.open(button, label, items);

/** A menu, as in the ARIA practices: arrows move, Escape closes, and the focus goes back to the button. */
class Menu extends Part {
  static properties = {label: {state: true}, items: {state: true}};

  #button = null;

  connectedCallback() {
    super.connectedCallback();
    menu = this;
  }

  async open(button, label, items) {
    this.label = label;
    this.items = items;
    this.#button = button;
    await this.updateComplete;
    const element = this.firstElementChild;
    element.showPopover();
    this.#place(element, button.getBoundingClientRect());
    button.setAttribute('aria-expanded', 'true');
    element.querySelector('button')?.focus();
  }

  /** Below the button, or above where there is no room. */
  #place(element, beside) {
    const {width, height} = element.getBoundingClientRect();
    const below = beside.bottom + 4 + height <= innerHeight;
    element.style.left = `${Math.max(8, Math.min(beside.right - width, innerWidth - width - 8))}px`;
    element.style.top = `${below ? beside.bottom + 4 : Math.max(8, beside.top - height - 4)}px`;
  }

  render() {
    return html`<div class="menu" popover role="menu" aria-label=${this.label ?? ''} @keydown=${(event) => this.#move(event)} @toggle=${(event) => this.#toggled(event)}>
      ${(this.items ?? []).map(
        (item) => html`<button type="button" role="menuitem" tabindex="-1" @click=${() => this.#choose(item)}>${item.icon ?? ''}${item.text}</button>`,
      )}
    </div>`;
  }

  #choose(item) {
    this.firstElementChild.hidePopover();
    this.#button?.focus({preventScroll: true});
    item.choose();
  }

  #toggled({newState}) {
    if (newState === 'closed') this.#button?.removeAttribute('aria-expanded');
  }

  #move(event) {
    const buttons = [...this.querySelectorAll('button')];
    const here = buttons.indexOf(document.activeElement);
    const to = {ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1}[event.key];
    if (event.key === 'Tab') this.firstElementChild.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length).focus();
  }
}

customElements.define('lk-menu', Menu);
