import {texts} from '../texts/en.js';
import {copy, deeds} from './deeds.js';
import {address, doubt, load, nameOf, pageOf, status, tags, uptime, ways} from './machine-parts.js';
import {html, nothing} from './part.js';

const t = texts.machine;

/**
 * A machine as a line of the table. Of all lines only one can be reached by Tab; what is in it follows.
 *
 * @param {{index: number, here: boolean, picked: boolean, pick: (event: Event) => void}} place
 */
export function row(machine, {index, here, picked, pick}) {
  const name = nameOf(machine);
  const stop = here ? '0' : '-1';
  return html`<div class="line machine" role="row" tabindex=${stop} data-key=${machine.key} aria-rowindex=${index + 2} aria-selected=${picked}>
    <div role="gridcell"><label><input type="checkbox" tabindex=${stop} aria-label=${texts.list.select(name)} .checked=${picked} @click=${pick}></label></div>
    <div class="cell" role="rowheader">
      <span class="named"><a href=${pageOf(machine)} tabindex=${stop} title=${name}>${name}</a>${tags(machine, 2)}</span>
      <span class="second">${doubt(machine) ?? t.number(machine)}</span>
    </div>
    <div role="gridcell">${status(machine)}</div>
    <div class="cell reach" role="gridcell">${address(machine, copy, stop)}${ways(machine, stop)}</div>
    <div class="cell may-go" role="gridcell">${machine.node ?? nothing}</div>
    <div role="gridcell">${load(machine, 'cpu_usage')}</div>
    <div role="gridcell">${load(machine, 'memory_usage')}</div>
    <div class="number may-go" role="gridcell">${uptime(machine)}</div>
    <div role="gridcell">${deeds(machine, here)}</div>
  </div>`;
}
