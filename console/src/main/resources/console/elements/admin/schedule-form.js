/** How a schedule is written down in a form, and read from it. */
import {texts} from '../../texts/en.js';
import {html} from '../part.js';

const t = texts.admin.schedules;
const ACTIONS = ['start', 'shutdown', 'stop', 'reboot', 'suspend', 'resume'];

/** A list that was chosen one by one stays as it is: a form is no place to choose a hundred machines. */
const KEPT = 'vms';

/** @param {object} one as the API shows it; empty for a new one */
export function scheduleFields(one) {
  const [kind, value] = Object.entries(one.selector ?? {class: ''})[0];
  const zone = one.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const kinds = kind === KEPT ? [[KEPT, t.of.vms(value)]] : Object.entries(t.kinds);
  return html`
    <label class="above">${t.name}<input class="field" name="name" required maxlength="200" .value=${one.name ?? ''}></label>
    <div class="row">
      <label class="above">${t.action}<select class="field" name="action">${ACTIONS.map((action) => html`<option value=${action}
          .selected=${action === one.action}>${texts.action[action].verb}</option>`)}</select></label>
      <label class="above">${t.selector}<select class="field" name="kind">${kinds.map(([name, text]) => html`<option value=${name}
          .selected=${name === kind}>${text}</option>`)}</select></label>
      ${kind === KEPT ? '' : html`<label class="above">${t.value}<input class="field" name="value" required maxlength="200" .value=${value} autocomplete="off"></label>`}
    </div>
    <label class="above">${t.cron}<small>${t.cronHint}</small><input class="field mono" name="cron" required
        .value=${one.cron ?? '0 8 * * 1-5'} autocomplete="off" spellcheck="false"></label>
    <label class="above">${t.zone}<input class="field" name="time_zone" required list="zones" .value=${zone} autocomplete="off" spellcheck="false"></label>
    <datalist id="zones">${Intl.supportedValuesOf('timeZone').map((name) => html`<option value=${name}></option>`)}</datalist>`;
}

/** What to send; the selector stays as it is where the form has no field for it. */
export const wishOf = ({name, action, kind, value, cron, time_zone}, one) => ({
  name: name.trim(),
  action,
  cron: cron.trim(),
  time_zone: time_zone.trim(),
  selector: kind === KEPT ? one.selector : {[kind]: value.trim()},
});
