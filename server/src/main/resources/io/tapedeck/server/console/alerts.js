// Alerts as they fire: a few words in the corner at once, and a list of the newest below the positions.
import {get} from './api.js';
import {$, make} from './dom.js';
import {learnPlaces, millis, moment, price, signed as money, utc} from './words.js';

const KEPT = 20;
const TOAST_MS = 15000;
const REST_MS = 3000;

/** The list. It calls `fired()` when there is something to show. */
export class Alerts {
  #on;
  #next = null;
  #fired = [];

  /** Whether to ask: a server that only reads has no alerts. */
  offered = false;

  constructor(on) {
    this.#on = on;
    this.#follow();
  }

  /** Whether there is anything in the list. */
  get any() {
    return this.#fired.length > 0;
  }

  /** Waits for the next firing, over and over; a page out of sight holds no connection, and is told when it is seen again. */
  async #follow() {
    for (;;) {
      try {
        if (!this.offered || document.hidden) await rest();
        else if (this.#next === null) await this.#begin();
        else await this.#wait();
      } catch (error) {
        console.info(error.message);
        await rest();
      }
    }
  }

  async #begin() {
    const said = await get('v1/alerts', {numbers: 'double'});
    this.#next = said.next;
    const before = said.data.filter(alert => alert.fired_seq !== null).sort((a, b) => a.fired_seq - b.fired_seq);
    for (const alert of before) await this.#add(alert);
    this.#draw();
  }

  async #wait() {
    const said = await get('v1/alerts', {after: this.#next, wait: '25s', numbers: 'double'});
    this.#next = said.next;
    for (const alert of said.data) toast(await this.#add(alert));
    this.#draw();
  }

  async #add(alert) {
    if (alert.symbol) await learnPlaces(alert.symbol).catch(() => 2);
    const text = words(alert);
    this.#fired.unshift({at: millis(alert.fired_ts ?? alert.fired_at), text});
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

const rest = () => new Promise(done => setTimeout(done, REST_MS));

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
