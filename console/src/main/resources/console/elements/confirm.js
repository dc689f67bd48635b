import {texts} from '../texts/en.js';
import {html, Part} from './part.js';

let dialog = null;

/** Asks before something is done. @return {Promise<boolean>} whether it shall be done */
export const confirmed = (question) => dialog.ask(question);

/** The one dialog for questions. */
class Confirm extends Part {
  static properties = {question: {state: true}};

  #answer = null;

  connectedCallback() {
    super.connectedCallback();
    dialog = this;
  }

  /** @param {{title: string, text: string, yes: string, danger?: boolean}} question */
  async ask(question) {
    this.question = question;
    await this.updateComplete;
    this.querySelector('dialog').showModal();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  render() {
    const {title, text, yes, danger} = this.question ?? {};
    return html`<dialog aria-labelledby="question" aria-describedby="consequence" @close=${(event) => this.#end(event.target)}>
      <form method="dialog">
        <h2 id="question">${title}</h2>
        <p id="consequence" class="quiet">${text}</p>
        <div class="buttons">
          <button class="button" value="no" autofocus>${texts.act.cancel}</button>
          <button class="button ${danger ? 'danger' : 'main'}" value="yes">${yes}</button>
        </div>
      </form>
    </dialog>`;
  }

  #end(element) {
    this.#answer?.(element.returnValue === 'yes');
    this.#answer = null;
    element.returnValue = '';
  }
}

customElements.define('lk-confirm', Confirm);
