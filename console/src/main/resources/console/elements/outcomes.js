/** Tells what became of what was asked for here. */
import {wishes} from '../live/session.js';
import {texts} from '../texts/en.js';
import {tell} from './notices.js';

const t = texts.notice;
const nameOf = texts.machine.name;

const ENDS = {
  succeeded: (wish) => (wish.changed === false ? t.unchanged(nameOf(wish.machine), wish.action) : t.succeeded(nameOf(wish.machine), wish.action)),
  failed: (wish) => t.failed(nameOf(wish.machine), wish.action, wish.error?.message ?? ''),
  cancelled: (wish) => t.cancelled(nameOf(wish.machine), wish.action),
  superseded: (wish) => t.superseded(nameOf(wish.machine), wish.action),
  unknown: (wish) => t.unknown(nameOf(wish.machine), wish.action),
};

wishes.addEventListener('begun', ({detail: wish}) => tell({id: wish.id, kind: 'begun', text: t.begun(nameOf(wish.machine), wish.action)}));

wishes.addEventListener('ended', ({detail: wish}) =>
  tell({id: wish.id, kind: wish.state === 'succeeded' ? 'good' : 'bad', text: ENDS[wish.state](wish)}),
);

wishes.addEventListener('batch', ({detail: batch}) => {
  const open = batch.results.filter(({result}) => result === 'accepted').length;
  const done = batch.results.filter(({result}) => result === 'succeeded').length;
  const others = batch.results.length - open - done;
  tell({
    id: batch.id,
    kind: open ? 'begun' : others ? 'bad' : 'good',
    text: t.batch(batch.action, {open, done, others, all: batch.results.length}),
    more: t.perMachine,
    // What went wrong first.
    lines: batch.results
      .filter(({result}) => result !== 'accepted' && result !== 'succeeded')
      .concat(batch.results.filter(({result}) => result === 'accepted' || result === 'succeeded'))
      .map((entry) => lineOf(entry, batch.action)),
  });
});

function lineOf({machine, result, error}, action) {
  const name = nameOf(machine);
  if (result === 'accepted') return t.begun(name, action);
  return t.refused[result]?.(name) ?? ENDS[result]?.({machine, action, error, changed: true}) ?? `${name}: ${result}`;
}
