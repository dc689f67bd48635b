/** Doing something with machines: asks where work may be lost, asks the service, and tells what became of it. */
import {isRisky, possible} from '../list/possible.js';
import {wishes} from '../live/session.js';
import {texts} from '../texts/en.js';
import {confirmed} from './confirm.js';
import {icons} from './icons.js';
import {openMenu} from './menu.js';
import {tell} from './notices.js';
import {html, nothing} from './part.js';

const nameOf = texts.machine.name;
const verbOf = (action) => texts.action[action].verb;

/** What to tell about a request that failed. */
export const reasonOf = (problem) => texts.problem[problem.type] ?? (problem.message || texts.problem.other);

async function wanted(action, title, more = '') {
  if (!isRisky(action)) return true;
  return confirmed({title, text: `${texts.act.risk[action]} ${more}`, yes: verbOf(action), danger: action === 'stop' || action === 'reset'});
}

/** Does it to one. */
export async function perform(machine, action) {
  if (!(await wanted(action, texts.act.ask(verbOf(action), nameOf(machine))))) return;
  try {
    await wishes.wish(machine, action);
  } catch (problem) {
    tell({kind: 'bad', text: texts.notice.failed(nameOf(machine), action, reasonOf(problem))});
  }
}

/** Does it to many; one that cannot do it keeps nobody from the others. @return {Promise<boolean>} whether it was asked for */
export async function performOnMany(machines, action) {
  const able = machines.filter((machine) => possible(machine).includes(action));
  const left = machines.length - able.length;
  if (!(await wanted(action, texts.act.askMany(verbOf(action), able.length), left ? texts.act.skipped(left) : ''))) return false;
  try {
    await wishes.wishForMany(able, action);
    return true;
  } catch (problem) {
    tell({kind: 'bad', text: texts.notice.failedMany(action, problem.left, reasonOf(problem))});
    return false;
  }
}

/** The usual deed as a button, the others in a menu. @param {boolean} reachable whether Tab stops at them */
export function deeds(machine, reachable = true) {
  const [usual, ...others] = possible(machine);
  if (!usual) return html`<div class="deeds"></div>`;
  const name = nameOf(machine);
  const stop = reachable ? '0' : '-1';
  return html`<div class="deeds">
    <button type="button" class="button" tabindex=${stop} aria-label=${texts.act.on(verbOf(usual), name)}
        @click=${() => perform(machine, usual)}>${icons[usual] ?? nothing}${verbOf(usual)}</button>
    ${others.length
      ? html`<button type="button" class="plain" tabindex=${stop} aria-haspopup="menu" aria-label=${texts.act.moreFor(name)}
          title=${texts.act.more} @click=${(event) => openMenu(event.currentTarget, texts.act.moreFor(name), itemsOf(machine, others))}>${icons.more}</button>`
      : nothing}
  </div>`;
}

const itemsOf = (machine, actions) =>
  actions.map((action) => ({text: verbOf(action), icon: icons[action], choose: () => perform(machine, action)}));

/** Copies a text and says so. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell({kind: 'good', text: texts.notice.copied(text)});
  } catch {
    // No secure origin, or the browser's user said no.
    tell({kind: 'bad', text: texts.notice.notCopied});
  }
}
