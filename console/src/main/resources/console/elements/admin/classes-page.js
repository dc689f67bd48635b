import {del, get, Problem, put} from '../../api/http.js';
import {Remote} from '../../live/remote.js';
import {keyOf} from '../../live/machines.js';
import {machines} from '../../live/session.js';
import {texts} from '../../texts/en.js';
import './form-dialog.js';
import {attempt, stateOf} from '../attempt.js';
import {confirmed} from '../confirm.js';
import {icons} from '../icons.js';
import {nameOf, pageOf} from '../machine-parts.js';
import {html, nothing, Part} from '../part.js';
import {changesOf} from './class-changes.js';
import {classFields, wishOf} from './class-form.js';

const t = texts.admin.classes;
const EVERY_MS = 15_000;
const pathOf = (id) => `/api/classes/${encodeURIComponent(id)}`;

/** Classes: their teachers change the members, administrators all of it. */
class ClassesPage extends Part {
  static properties = {me: {}, editing: {state: true}};

  #classes = new Remote(this, '/api/classes', EVERY_MS);

  render() {
    const classes = this.#classes.value?.classes;
    return html`<div class="head"><h1>${texts.pages.classes}</h1><span class="gap"></span>
        ${this.me?.is_admin ? html`<button type="button" class="button main" @click=${() => (this.editing = {})}>${t.create}</button>` : nothing}</div>
      ${stateOf(this.#classes)}
      ${classes?.length === 0 ? html`<div class="empty"><h2>${t.empty}</h2><p>${t.emptyHint}</p></div>` : nothing}
      <div class="panels">${classes?.map((one) => this.#class(one))}</div>
      ${this.editing ? this.#form(this.editing) : nothing}`;
  }

  #class(one) {
    return html`<section class="panel" aria-label=${one.name}>
      <header><h2>${one.name}</h2><span class="quiet">${t.size(one.members.length, one.vms.length)}</span><span class="gap"></span>
        ${this.me?.is_admin
          ? html`<button type="button" class="button" aria-label=${t.editTitle(one.name)} @click=${() => (this.editing = one)}>${texts.admin.edit}</button>
              <button type="button" class="button" aria-label="${texts.admin.delete} ${one.name}" @click=${() => this.#delete(one)}>${texts.admin.delete}</button>`
          : nothing}</header>
      <dl class="facts">
        <dt>${t.teachers}</dt><dd><span class="people">${one.teachers.map((user) => html`<span class="person fixed">${user}</span>`)}${one.teachers.length ? nothing : t.nobody}</span></dd>
        <dt>${t.members}</dt><dd>${this.#members(one)}</dd>
        <dt>${t.machines}</dt><dd>${one.vms.length ? this.#machines(one.vms) : t.noMachines}</dd>
      </dl>
    </section>`;
  }

  #members(one) {
    return html`<span class="people">${one.members.map(
        (user) => html`<span class="person">${user}<button type="button" class="plain small" aria-label=${texts.admin.remove(user)}
            title=${texts.admin.remove(user)} @click=${() => this.#setMembers(one, (members) => members.filter((member) => member !== user))}>${icons.close}</button></span>`,
      )}</span>
      <form class="toolbar" @submit=${(event) => this.#addMember(event, one)}>
        <input class="field" name="user" required maxlength="200" size="18" autocomplete="off" aria-label=${t.addMemberTo(one.name)}
            placeholder=${t.addMember}><button class="button">${texts.admin.add}</button>
      </form>`;
  }

  #machines(vms) {
    const linked = (vm) => {
      const known = machines.get(keyOf(vm));
      return html`<li><a href=${pageOf(vm)}>${known ? nameOf(known) : keyOf(vm)}</a> <span class="quiet">${keyOf(vm)}, ${t.for.toLowerCase()} ${vm.username ?? t.wholeClass}</span></li>`;
    };
    return html`<ul>${vms.map(linked)}</ul>`;
  }

  #addMember(event, one) {
    event.preventDefault();
    const user = new FormData(event.target).get('user').trim();
    if (!user) return;
    event.target.reset();
    this.#setMembers(one, (members) => [...new Set([...members, user])]);
  }

  /** What is shown may be some seconds old: the change is made to the members that the class has now. */
  async #setMembers(one, change) {
    const save = async () => put(pathOf(one.id), {members: change((await get(pathOf(one.id))).members)});
    if (await attempt(save, t.saved(one.name))) await this.#classes.read();
  }

  async #delete(one) {
    if (!(await confirmed({title: t.deleteTitle(one.name), text: t.deleteText, yes: texts.admin.delete, danger: true}))) return;
    if (await attempt(() => del(pathOf(one.id)), t.deleted(one.name))) await this.#classes.read();
  }

  /** The API would make the class that is there into the new one. */
  async #refuseTaken(path) {
    try {
      await get(path);
    } catch (problem) {
      if (problem.status === 404) return;
      throw problem;
    }
    throw new Problem(0, {detail: t.taken});
  }

  #form(one) {
    const save = async (filled) => {
      const wish = wishOf(filled);
      const path = pathOf(one.id ?? filled.id.trim());
      if (!one.id) await this.#refuseTaken(path);
      const changes = one.id ? changesOf(one, wish, await get(path)) : wish;
      if (Object.keys(changes).length) await put(path, changes);
      await this.#classes.read();
    };
    return html`<lk-form-dialog .heading=${one.id ? t.editTitle(one.name) : t.create} .fields=${classFields(one)} .save=${save} @closed=${() => (this.editing = null)}></lk-form-dialog>`;
  }
}

customElements.define('lk-classes', ClassesPage);
