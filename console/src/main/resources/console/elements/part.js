/**
 * What all elements are: Lit's reactive elements in the page's own tree. There is one author of all of them, so nothing has to be kept
 * from another's styles, and labels may name what they label wherever it is.
 */
import {LitElement} from 'lit-element/lit-element.js';

export {html, svg, nothing} from 'lit-html';

export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }

  /** Tells those above, who decide. */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail, bubbles: true}));
  }
}
