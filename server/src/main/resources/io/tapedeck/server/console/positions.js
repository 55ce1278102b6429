// Open positions. Their changes come with the live feed; how they stand at the market is asked for while there are any. The panel is shown
// once there is one.
import {get} from './api.js';
import {$, every, make, show} from './dom.js';
import {learnPlaces, percent, price, signed as money, size, span} from './words.js';

const LOOK_EVERY_MS = 1000;
const LOOKS_BEHIND = 3;
const STALE_MS = 60000;

const COLUMNS = ['Symbol', 'Side', 'Quantity', 'Entry', 'Mark', 'P&L', 'Return', 'Stop', 'Target', 'Best', 'Worst', 'Age'];

/**
 * The panel. It calls `marks()` when lines of the chart have changed, `shown()` when there may be others to show, and `select(symbol)`
 * when a position is picked.
 */
export class Positions {
  #on;
  #open = [];
  #lines = '';
  #rows = new Map();
  #due = 0; // times to ask even where none is open

  /** Whether to ask: a server that only reads has no positions. */
  offered = false;

  constructor(on) {
    this.#on = on;
    $('positions-head').append(make('tr', '', ...COLUMNS.map(name => {
      const head = make('th', '', name);
      head.scope = 'col';
      return head;
    })));
    every(LOOK_EVERY_MS, () => (this.any || this.#due-- > 0) && this.look());
  }

  /** Takes a change; what the market makes of it is asked for within a second, and again lest an answer was on its way before. */
  async take(change) {
    this.#due = LOOKS_BEHIND;
    const known = this.#open.find(position => position.id === change.id);
    const {id, symbol, side, quantity, entry_price, stop, target, note} = change;
    const changed = {...known, id, symbol, side, quantity, entry_price, stop, target, note};
    if (change.change === 'close') this.#open = this.#open.filter(position => position !== known);
    else if (known) this.#open = this.#open.map(position => position === known ? changed : position);
    else this.#open = [...this.#open, changed];
    await learnPlaces(symbol).catch(() => 2);
    this.#shown();
  }

  /** Asks how they stand. */
  async look() {
    if (!this.offered) return;
    this.#open = (await get('v1/positions', {numbers: 'double'})).data;
    await Promise.all(this.#open.map(position => learnPlaces(position.symbol).catch(() => 2)));
    this.#shown();
  }

  #shown() {
    this.#draw();
    const lines = JSON.stringify(this.#open.map(({symbol, side, quantity, entry_price, stop, target}) =>
      [symbol, side, quantity, entry_price, stop, target]));
    if (lines !== this.#lines) {
      this.#lines = lines;
      this.#on.marks();
    }
  }

  /** Whether one is open. */
  get any() {
    return this.#open.length > 0;
  }

  /** The lines of a symbol's positions for the chart. */
  marks(symbol) {
    return this.#open.filter(position => position.symbol === symbol).flatMap(position => [
      {price: position.entry_price, title: `${position.side} ${size(position.quantity)}`, color: '--accent'},
      {price: position.stop, title: 'stop', color: '--down', dashed: true},
      {price: position.target, title: 'target', color: '--up', dashed: true},
    ]).filter(mark => mark.price != null);
  }

  #draw() {
    $('positions-table').hidden = !this.#open.length;
    this.#on.shown();
    const ids = new Set(this.#open.map(position => position.id));
    for (const [id, {row}] of this.#rows) {
      if (!ids.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    }
    for (const position of this.#open) this.#drawRow(position);
  }

  #drawRow(position) {
    const {id, symbol} = position;
    if (!this.#rows.has(id)) {
      const pick = make('button', 'plain', symbol);
      pick.type = 'button';
      pick.addEventListener('click', () => this.#on.select(symbol));
      const cells = COLUMNS.slice(1).map((name, i) => make('td', i > 0 ? 'number' : ''));
      const row = make('tr', '', make('td', '', pick), ...cells);
      this.#rows.set(id, {row, cells});
      $('positions-rows').append(row);
    }
    const {row, cells} = this.#rows.get(id);
    const words = [
      position.side, size(position.quantity), price(symbol, position.entry_price),
      position.mark_price == null ? 'no price yet' : `${price(symbol, position.mark_price)} ${position.mark}`,
      money(position.pnl), percent(position.return), price(symbol, position.stop), price(symbol, position.target),
      money(position.best), money(position.worst), position.age_ms == null ? '–' : span(position.age_ms / 1000)];
    words.forEach((text, i) => show(cells[i], text));
    cells[4].dataset.moved = cells[5].dataset.moved = Math.sign(position.pnl ?? 0);
    cells.at(-1).classList.toggle('stale', position.age_ms > STALE_MS);
    row.title = position.note ?? '';
  }
}
