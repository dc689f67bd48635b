/**
 * What all elements are: Lit's reactive elements in the page's own tree. There is one author of all of them, so nothing has to be kept
 * from another's styles, and labels may name what they label wherever it is.
 */
import {LitElement} from 'lit-element/lit-element.js';

export {html, svg, nothing} from 'lit-html';
export {repeat} from 'lit-html/directives/repeat.js';
export {live} from 'lit-html/directives/live.js';

export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }

  /** Tells those above, who decide. */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail, bubbles: true}));
  }
}

/** Reads a store's changes as long as the element is in the page. */
export function listening(element, store, type, take) {
  let on = false;
  element.addController({
    hostConnected() {
      if (!on) store.addEventListener(type, take);
      on = true;
    },
    hostDisconnected() {
      store.removeEventListener(type, take);
      on = false;
    },
  });
}
