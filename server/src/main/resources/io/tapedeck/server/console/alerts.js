// Alerts as they fire: a few words in the corner at once, and a list of the newest below the positions.
import {get} from './api.js';
import {$, make} from './dom.js';
import {learnPlaces, millis, moment, price, signed as money, utc} from './words.js';

const KEPT = 20;
const TOAST_MS = 15000;

/** The list. It calls `fired()` when there is something to show. */
export class Alerts {
  #on;
  #fired = [];
  #looked = false;

  /** Whether to ask: a server that only reads has no alerts. */
  offered = false;

  constructor(on) {
    this.#on = on;
  }

  /** Whether there is anything in the list. */
  get any() {
    return this.#fired.length > 0;
  }

  /** Asks what fired before; from then on frames tell, and this again after a loss. */
  async look() {
    if (!this.offered) return;
    const said = await get('v1/alerts', {numbers: 'double'});
    const before = said.data.filter(alert => alert.fired_seq !== null).sort((a, b) => a.fired_seq - b.fired_seq);
    for (const alert of before) {
      const text = await this.#add(alert);
      if (text && this.#looked) toast(text);
    }
    this.#looked = true;
    this.#draw();
  }

  /** Takes a frame. */
  async take(frame) {
    if (frame.change !== 'fired') return;
    const text = await this.#add({...frame, kind: frame.alert_kind, fired_at: frame.at});
    if (text) toast(text);
    this.#draw();
  }

  /** Lists a firing, and returns its words; null where it is listed. */
  async #add(alert) {
    if (alert.symbol) await learnPlaces(alert.symbol).catch(() => 2);
    const key = `${alert.id} ${alert.fired_seq}`;
    if (this.#fired.some(one => one.key === key)) return null;
    const text = words(alert);
    this.#fired.unshift({key, at: millis(alert.fired_ts ?? alert.fired_at), text});
    this.#fired.length = Math.min(this.#fired.length, KEPT);
    return text;
  }

  #draw() {
    $('alerts').replaceChildren(...this.#fired.map(({at, text}) => {
      const when = make('time', 'dim', moment(at));
      when.title = utc(at);
      return make('li', '', when, text);
    }));
    this.#on.fired();
  }
}

function words(alert) {
  const at = alert.fired_price == null ? '' : ' at ' + price(alert.symbol, alert.fired_price);
  const what = {
    stop: 'stop touched' + at,
    target: 'target touched' + at,
    price: `price ${alert.direction === 'any' ? 'at' : alert.direction + ' to'} ${price(alert.symbol, alert.level)}` + at,
    drawdown: `${money(alert.amount).replace('+', '')} below the best` + at,
    silence: `no tick for ${alert.seconds} s`,
  }[alert.kind] ?? alert.kind;
  return [alert.symbol, what, alert.note].filter(part => part).join(' · ');
}

/** Shows a few words for a while. */
export function toast(text) {
  const box = make('div', 'toast', text);
  $('toasts').append(box);
  setTimeout(() => box.remove(), TOAST_MS);
}
