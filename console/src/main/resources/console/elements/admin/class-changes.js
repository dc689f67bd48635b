/** What somebody has changed of a class in a form, which may have been open for long: others may have changed it meanwhile. */
import {Problem} from '../../api/http.js';
import {texts} from '../../texts/en.js';

const t = texts.admin.classes;
const FIELDS = {name: t.name, teachers: t.teachers, members: t.members, vms: t.machines};

const vm = ({cluster_id, vmid, username}) => `${cluster_id}/${vmid} ${username ?? ''}`.trim();

/** Lists are compared as sets: their order says nothing. */
const plain = (value) => (Array.isArray(value) ? [...new Set(value.map((item) => (typeof item === 'object' ? vm(item) : item)))].sort().join('\n') : value);

/**
 * What to send: the fields that the form has changed, and no other, so that what others did to those stays.
 *
 * @param {object} before the class as the form began with it
 * @param {object} wish as it was filled in
 * @param {object} now the class as it is
 * @throws {Problem} if somebody else has changed one of them to something else
 */
export function changesOf(before, wish, now) {
  const changed = Object.keys(FIELDS).filter((field) => plain(wish[field]) !== plain(before[field]));
  const lost = changed.filter((field) => plain(now[field]) !== plain(before[field]) && plain(now[field]) !== plain(wish[field]));
  if (lost.length) throw new Problem(0, {detail: t.changedMeanwhile(lost.map((field) => FIELDS[field]))});
  return Object.fromEntries(changed.map((field) => [field, wish[field]]));
}
