// Positions, marked to the market by the server on every tick, and the alerts that fired. It is shown once there is one.
import {get} from './api.js';
import {$, every, make, show} from './dom.js';
import {learnPlaces, millis, moment, percent, price, signed, size, span, utc} from './words.js';

const LOOK_EVERY_MS = 1000;
const ALERTS = 20;
const TOAST_MS = 15000;

const COLUMNS = ['Symbol', 'Side', 'Quantity', 'Entry', 'Mark', 'P&L', 'Return', 'Stop', 'Target', 'Best', 'Worst', 'Age'];

/** The panel. It calls `marks()` when lines of the chart have changed, and `select(symbol)` when a position is picked. */
export class Positions {
  #on;
  #open = [];
  #lines = '';
  #offered = null;
  #after = null;
  #fired = [];

  constructor(on) {
    this.#on = on;
    $('positions-head').append(make('tr', '', ...COLUMNS.map(name => {
      const head = make('th', '', name);
      head.scope = 'col';
      return head;
    })));
    every(LOOK_EVERY_MS, () => this.look());
  }

  /** Asks how they stand. */
  async look() {
    this.#offered ??= '/v1/positions' in (await get('openapi.json')).paths;
    if (!this.#offered) return;
    const said = await get('v1/positions', {numbers: 'double', state: 'open'});
    this.#open = said.data;
    await this.#alerts();
    await Promise.all(this.#open.map(position => learnPlaces(position.symbol).catch(() => 2)));
    this.#draw();
    const lines = JSON.stringify(this.#open.map(({symbol, side, quantity, entry_price, stop, target}) =>
      [symbol, side, quantity, entry_price, stop, target]));
    if (lines !== this.#lines) {
      this.#lines = lines;
      this.#on.marks();
    }
  }

  /** The lines of a symbol's positions for the chart. */
  marks(symbol) {
    return this.#open.filter(position => position.symbol === symbol).flatMap(position => [
      {price: position.entry_price, title: `${position.side} ${size(position.quantity)}`, color: '--accent'},
      {price: position.stop, title: 'stop', color: '--down', dashed: true},
      {price: position.target, title: 'target', color: '--up', dashed: true},
    ]).filter(mark => mark.price != null).map(mark => ({...mark, price: Number(mark.price)}));
  }

  async #alerts() {
    const said = await get('v1/alerts', {after: this.#after});
    const first = this.#after === null;
    const firings = (said.firings ?? said.fired ?? []).filter(firing => firing.seq > (this.#after ?? -1));
    this.#after = said.last_seq ?? Math.max(this.#after ?? 0, ...firings.map(firing => firing.seq));
    for (const firing of firings) {
      this.#fired.unshift(firing);
      if (!first) toast(words(firing));
    }
    this.#fired = this.#fired.slice(0, ALERTS);
  }

  #draw() {
    const none = !this.#open.length && !this.#fired.length;
    $('positions').hidden = none;
    $('view-market').classList.toggle('with-positions', !none);
    show($('positions-note'), this.#open.length ? '' : 'none is open');
    $('positions-rows').replaceChildren(...this.#open.map(position => this.#row(position)));
    $('alerts').replaceChildren(...this.#fired.map(firing => {
      const at = millis(firing.ts);
      const when = make('time', 'dim', moment(at) + '  ');
      when.title = utc(at);
      return make('li', '', when, words(firing));
    }));
  }

  #row(position) {
    const {symbol} = position;
    const pick = make('button', 'plain', symbol);
    pick.addEventListener('click', () => this.#on.select(symbol));
    const pnl = Number(position.unrealised_pnl);
    const stale = position.age_ms > 60000;
    const cells = [
      pick, position.side, size(Number(position.quantity)), price(symbol, position.entry_price),
      `${price(symbol, position.mark_price)} ${position.mark ?? ''}`,
      position.unrealised_pnl == null ? '–' : signed(pnl), percent(position.return == null ? null : Number(position.return)),
      price(symbol, position.stop), price(symbol, position.target), excursion(position.best), excursion(position.worst),
      position.age_ms == null ? '–' : span(position.age_ms / 1000)];
    const row = make('tr', '', ...cells.map((value, i) => make('td', i > 1 ? 'number' : '', value)));
    row.children[5].dataset.moved = Math.sign(pnl);
    row.children[6].dataset.moved = Math.sign(pnl);
    row.children[11].classList.toggle('stale', stale);
    row.title = position.note ?? '';
    return row;
  }
}

const excursion = value => value == null ? '–' : signed(Number(typeof value === 'object' ? value.pnl : value));

const words = firing => [firing.symbol, firing.kind ?? firing.alert, firing.price ?? firing.level ?? '', firing.note ?? ''].filter(part => part !== '').join(' · ');

/** Shows a few words for a while. */
export function toast(text) {
  const box = make('div', 'toast', text);
  $('toasts').append(box);
  setTimeout(() => box.remove(), TOAST_MS);
}
