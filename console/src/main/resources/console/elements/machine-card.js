import {texts} from '../texts/en.js';
import {copy, deeds} from './deeds.js';
import {address, doubt, load, nameOf, pageOf, status, tags, uptime, ways} from './machine-parts.js';
import {html} from './part.js';

const t = texts.machine;

/** A machine as a card, which has room for the same on a narrow screen. */
export function card(machine, {index, all, picked, pick}) {
  const name = nameOf(machine);
  return html`<div class="card ${picked ? 'picked' : ''}" role="listitem" aria-posinset=${index + 1} aria-setsize=${all} data-key=${machine.key} tabindex="-1">
    <header>
      <input type="checkbox" aria-label=${texts.list.select(name)} .checked=${picked} @click=${pick}>
      <div><span class="named"><a href=${pageOf(machine)} title=${name}>${name}</a></span><span class="second">${doubt(machine) ?? t.number(machine)}</span></div>
      ${status(machine)}
    </header>
    <div class="reach">${address(machine, copy)}${ways(machine)}</div>
    <div class="loads">
      <span>${texts.column.cpu_usage} ${load(machine, 'cpu_usage')}</span>
      <span>${texts.column.memory_usage} ${load(machine, 'memory_usage')}</span>
      <span>${texts.column.node} <span>${machine.node}</span></span>
      <span>${texts.column.uptime} <span class="number">${uptime(machine)}</span></span>
    </div>
    <footer><span class="tags">${tags(machine, 3)}</span>${deeds(machine)}</footer>
  </div>`;
}
