import {texts} from '../../texts/en.js';
import {reasonOf} from '../deeds.js';
import {html, nothing, Part} from '../part.js';

/**
 * A form in a dialog. `save` takes what was filled in and may refuse it by throwing; then the dialog stays, and says why. Tells `closed` at
 * its end.
 */
export class FormDialog extends Part {
  static properties = {heading: {}, fields: {}, save: {}, wrong: {state: true}, saving: {state: true}};

  firstUpdated() {
    this.querySelector('dialog').showModal();
  }

  render() {
    return html`<dialog aria-labelledby="form-title" @close=${() => this.tell('closed')}>
      <form class="form" @submit=${(event) => this.#submit(event)}>
        <h2 id="form-title">${this.heading}</h2>
        ${this.fields}
        ${this.wrong ? html`<p class="wrong" role="alert">${this.wrong}</p>` : nothing}
        <div class="buttons">
          <button type="button" class="button" @click=${() => this.querySelector('dialog').close()}>${texts.admin.cancel}</button>
          <button class="button main" ?disabled=${this.saving}>${texts.admin.save}</button>
        </div>
      </form>
    </dialog>`;
  }

  async #submit(event) {
    event.preventDefault();
    this.saving = true;
    try {
      await this.save(Object.fromEntries(new FormData(event.target)));
      this.querySelector('dialog')?.close();
    } catch (problem) {
      this.wrong = reasonOf(problem);
    } finally {
      this.saving = false;
    }
  }
}

customElements.define('lk-form-dialog', FormDialog);
