/** What the list shows, kept in the address, so that a reload, the way back and a link to a colleague lead to the same. */
import {SORTABLE} from '../list/sort.js';

const LISTS = ['status', 'cluster', 'node', 'tag'];

/** @param {string} search as in `location.search` */
export function viewOf(search) {
  const given = new URLSearchParams(search);
  const sort = given.get('sort') ?? 'name';
  return {
    q: given.get('q') ?? '',
    ...Object.fromEntries(LISTS.map((name) => [name, given.getAll(name).filter(Boolean)])),
    stale: given.get('stale') === 'true',
    sort: SORTABLE.includes(sort.replace(/^-/, '')) ? sort : 'name',
    view: given.get('view') === 'cards' ? 'cards' : 'table',
  };
}

/** The same as a query; what is usual is left out. */
export function searchOf(view) {
  const query = new URLSearchParams();
  if (view.q) query.set('q', view.q);
  for (const name of LISTS) view[name].forEach((value) => query.append(name, value));
  if (view.stale) query.set('stale', 'true');
  if (view.sort !== 'name') query.set('sort', view.sort);
  if (view.view !== 'table') query.set('view', view.view);
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** Whether anything is left out of the list. */
export const isFiltered = (view) => view.q !== '' || view.stale || LISTS.some((name) => view[name].length > 0);

/** The same view with nothing left out. */
export const unfiltered = (view) => ({...viewOf(''), sort: view.sort, view: view.view});
