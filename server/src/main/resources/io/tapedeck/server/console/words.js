// Numbers and times as people read them: numbers with each symbol's own decimals, times in the zone of whoever looks.
import {get} from './api.js';

const placesOf = new Map();
const formats = new Map();

function format(least, most) {
  const key = least * 100 + most;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat('en', {minimumFractionDigits: least, maximumFractionDigits: most}));
  }
  return formats.get(key);
}

/** Asks how many decimals a symbol's prices have; tells whoever waits when it is known. */
export async function learnPlaces(symbol) {
  if (!placesOf.has(symbol)) {
    placesOf.set(symbol, 2);
    const said = await get('udf/symbols', {symbol});
    placesOf.set(symbol, Math.round(Math.log10(said.pricescale)));
  }
  return placesOf.get(symbol);
}

/** How many decimals a symbol's prices have, as far as is known. */
export const places = symbol => placesOf.get(symbol) ?? 2;

/** A price of a symbol; a dash where there is none. */
export function price(symbol, value) {
  const least = places(symbol);
  return value == null ? '–' : format(least, Math.max(least, 8)).format(value);
}

/** A size or a volume: all that is known of a small one, whole numbers of a large one. */
export function size(value) {
  if (value == null) return '–';
  return Math.abs(value) >= 100000 ? format(0, 0).format(value) : format(0, Math.abs(value) < 1 ? 8 : 4).format(value);
}

/** A whole number. */
export const whole = value => value == null ? '–' : format(0, 0).format(value);

/** A rate, short: 1.2 M. */
export function rate(value) {
  if (value == null || Number.isNaN(value)) return '–';
  if (value >= 1e6) return (value / 1e6).toFixed(2) + ' M';
  if (value >= 1e4) return (value / 1e3).toFixed(1) + ' k';
  return whole(Math.round(value));
}

/** A share with its sign: +1.24 %. */
export function percent(share) {
  if (share == null || !Number.isFinite(share)) return '–';
  const value = 100 * share;
  return (value > 0 ? '+' : value < 0 ? '−' : '') + Math.abs(value).toFixed(2) + ' %';
}

/** Money with its sign. */
export function signed(value) {
  if (value == null) return '–';
  return (value > 0 ? '+' : value < 0 ? '−' : '') + format(2, 2).format(Math.abs(value));
}

/** Bytes: 1.5 GiB. */
export function bytes(value) {
  if (value == null) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return (at === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)) + ' ' + units[at];
}

/** A span of seconds: 3 h 12 min. */
export function span(seconds) {
  if (seconds == null) return '–';
  if (seconds < 1) return Math.round(seconds * 1000) + ' ms';
  if (seconds < 120) return seconds.toFixed(seconds < 10 ? 1 : 0) + ' s';
  if (seconds < 7200) return Math.round(seconds / 60) + ' min';
  if (seconds < 172800) return (seconds / 3600).toFixed(1) + ' h';
  return whole(Math.round(seconds / 86400)) + ' days';
}

const clock = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
const date = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium'});

/** Milliseconds since the epoch of a time as the server writes it. */
export const millis = iso => Date.parse(iso);

/** The time of day in the zone of whoever looks, to the millisecond. */
export const timeOfDay = at => clock.format(at) + '.' + String(Math.floor(at) % 1000).padStart(3, '0');

/** Date and time of day in the zone of whoever looks. */
export const moment = at => date.format(at) + ' ' + clock.format(at);

/** The same in UTC, for the hover. */
export const utc = at => new Date(at).toISOString().replace('T', ' ').replace('.000Z', ' UTC').replace('Z', ' UTC');
