/** Numbers, spans and moments as people read them, in the language of the texts. */
const LANGUAGE = 'en';
const percents = new Intl.NumberFormat(LANGUAGE, {style: 'percent', maximumFractionDigits: 0});
const ago = new Intl.RelativeTimeFormat(LANGUAGE, {numeric: 'auto', style: 'long'});
const moments = new Intl.DateTimeFormat(LANGUAGE, {dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23'});

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** @param {?number} value in per cent */
export const percent = (value) => (value == null ? '–' : percents.format(value / 100));

const spanOf = (unit, n) => new Intl.NumberFormat(LANGUAGE, {style: 'unit', unit, unitDisplay: 'narrow'}).format(n);

/** The two largest units of a span. @param {?number} seconds */
export function span(seconds) {
  if (!seconds) return '–';
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return spanOf('second', seconds);
  const [unit, size] = UNITS[first];
  const rest = UNITS[first + 1];
  const big = spanOf(unit, Math.floor(seconds / size));
  return rest ? `${big} ${spanOf(rest[0], Math.floor((seconds % size) / rest[1]))}` : big;
}

/** How long ago, in words. A clock that is a little behind the service's makes no future of it. @param {?string} time */
export function since(time) {
  if (!time) return '–';
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? ['second', 1];
  return ago.format(-Math.floor(seconds / size), unit);
}

/** A moment in full, in the reader's time zone. */
export const moment = (time) => (time ? moments.format(new Date(time)) : '–');

/** A size. @param {?number} value in bytes */
export function bytes(value) {
  if (value == null) return '–';
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const power = value > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(value) / 10)) : 0;
  return new Intl.NumberFormat(LANGUAGE, {style: 'unit', unit: units[power], maximumFractionDigits: 1}).format(value / 1024 ** power);
}

const whole = new Intl.NumberFormat(LANGUAGE);
const ticks = {
  day: new Intl.DateTimeFormat(LANGUAGE, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'}),
  week: new Intl.DateTimeFormat(LANGUAGE, {weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'}),
  month: new Intl.DateTimeFormat(LANGUAGE, {day: 'numeric', month: 'short'}),
};

export const number = (value) => (value == null ? '–' : whole.format(value));

/** A moment on the scale of a plot. @param {'day'|'week'|'month'} range */
export const tick = (time, range) => ticks[range].format(new Date(time));

/** How long until a moment, in words. @param {?number} time in milliseconds */
export function until(time) {
  if (!time) return '–';
  const seconds = Math.max(0, (time - Date.now()) / 1000);
  const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? ['second', 1];
  return ago.format(Math.floor(seconds / size), unit);
}

/** A short time. @param {number} ms */
export const milliseconds = (ms) => new Intl.NumberFormat(LANGUAGE, {style: 'unit', unit: 'millisecond', unitDisplay: 'short'}).format(ms);

/** @param {number} value in seconds */
export const seconds = (value) => new Intl.NumberFormat(LANGUAGE, {style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1}).format(value);

/** A rate with its decimals. @param {number} value in per cent */
export const rate = (value) => new Intl.NumberFormat(LANGUAGE, {style: 'percent', maximumFractionDigits: 1}).format(value / 100);

const runs = new Intl.DateTimeFormat(LANGUAGE, {weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});

/** When something is due, in the reader's time zone. */
export const due = (time) => runs.format(new Date(time));
