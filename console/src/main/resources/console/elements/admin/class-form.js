/** How a class is written down in a form, and read from it. */
import {Problem} from '../../api/http.js';
import {texts} from '../../texts/en.js';
import {html, nothing} from '../part.js';

const t = texts.admin.classes;
const MACHINE = /^([a-z0-9][a-z0-9-]*)\/(\d{1,9})(?:\s+(\S.*))?$/;

/** @param {{id?: string, name?: string, teachers?: string[], members?: string[], vms?: object[]}} one none of it for a new class */
export function classFields(one) {
  const people = (name, label, list) => html`<label class="above">${label}<small>${t.peopleHint}</small>
    <textarea class="field" name=${name} rows="3" spellcheck="false">${(list ?? []).join('\n')}</textarea></label>`;
  return html`
    ${one.id
      ? nothing
      : html`<label class="above">${t.id}<small>${t.idHint}</small><input class="field" name="id" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" autocomplete="off"></label>`}
    <label class="above">${t.name}<input class="field" name="name" required maxlength="200" .value=${one.name ?? ''}></label>
    ${people('teachers', t.teachers, one.teachers)}${people('members', t.members, one.members)}
    <label class="above">${t.machines}<small>${t.machinesHint}</small>
      <textarea class="field mono" name="vms" rows="5" spellcheck="false">${(one.vms ?? []).map(lineOf).join('\n')}</textarea></label>`;
}

const lineOf = ({cluster_id, vmid, username}) => `${cluster_id}/${vmid}${username ? ` ${username}` : ''}`;

const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** @throws {Problem} naming the line that cannot be read */
export const wishOf = ({name, teachers, members, vms}) => ({name: name.trim(), teachers: lines(teachers), members: lines(members), vms: lines(vms).map(machineOf)});

function machineOf(line) {
  const [, cluster, vmid, username] = MACHINE.exec(line) ?? [];
  if (!cluster) throw new Problem(0, {detail: t.unreadable(line)});
  return {cluster_id: cluster, vmid: Number(vmid), ...(username ? {username} : {})};
}
