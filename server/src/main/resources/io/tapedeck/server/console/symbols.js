// The list of symbols: price, change over the last hour, a spark line of its minutes. At most SHOWN rows are on screen and
// followed; a filter finds the others.
import {get} from './api.js';
import {$, every, make, painter, show} from './dom.js';
import {spark} from './plot.js';
import {learnPlaces, percent, price, whole} from './words.js';

const SHOWN = 100;
const MINUTES = 60;
const NAMES_EVERY_MS = 10000;

/** The list. It calls `select(symbol)`, and `listed()` when other symbols are shown. */
export class SymbolList {
  #on;
  #list = $('symbols');
  #filter = $('filter');
  #names = [];
  #rows = new Map();
  #shown = [];
  #selected = null;
  #dirty = new Set();
  #paint = painter(() => this.#draw());

  constructor(on) {
    this.#on = on;
    this.#filter.addEventListener('input', () => this.#arrange());
    this.#filter.addEventListener('keydown', event => this.#filterKey(event));
    this.#list.addEventListener('keydown', event => this.#listKey(event));
    every(NAMES_EVERY_MS, () => this.refresh());
  }

  /** The symbols on screen, in their order. */
  get shown() {
    return this.#shown;
  }

  /** The symbol that is looked at; null before there is any. */
  get selected() {
    return this.#selected;
  }

  /** Asks which symbols there are, and how those on screen stand. */
  async refresh() {
    const {data} = await get('v1/symbols', {limit: 10000, time: 'ms'});
    const names = data.filter(row => row.count > 0).map(row => row.symbol);
    if (names.length !== this.#names.length || names.some((name, i) => name !== this.#names[i])) {
      this.#names = names;
      this.#arrange();
    }
  }

  /** Forgets all prices, since other ticks are shown from now on, and asks anew. */
  async reload() {
    for (const row of this.#rows.values()) row.closes = null;
    await this.refresh();
    await this.#learn();
  }

  select(symbol) {
    if (symbol === this.#selected) return;
    this.#rows.get(this.#selected)?.element.setAttribute('aria-selected', 'false');
    this.#selected = symbol;
    const row = this.#rows.get(symbol);
    if (row) {
      row.element.setAttribute('aria-selected', 'true');
      row.element.scrollIntoView({block: 'nearest', inline: 'nearest'});
      this.#list.setAttribute('aria-activedescendant', row.element.id);
    }
    this.#on.select(symbol);
  }

  /** Goes to the next symbol on screen, or the one before. */
  step(by) {
    const at = this.#shown.indexOf(this.#selected);
    const next = this.#shown[Math.max(0, Math.min(this.#shown.length - 1, at + by))];
    if (next) this.select(next);
  }

  focusFilter() {
    this.#filter.focus();
    this.#filter.select();
  }

  /** Takes a frame: a candle of a minute while it is live, ticks in a replay. */
  take(frame) {
    const row = this.#rows.get(frame.symbol);
    if (!row) return;
    if (frame.kind === 'candle') {
      if (frame.interval !== '1m' || frame.correction) return;
      this.#minute(row, Date.parse(frame.ts), frame.close);
    } else if (frame.kind === 'trade') {
      this.#minute(row, 60000 * Math.floor(Date.parse(frame.ts) / 60000), frame.price);
    } else if (frame.kind === 'quote' && row.ofQuotes && frame.bid != null && frame.ask != null) {
      this.#minute(row, 60000 * Math.floor(Date.parse(frame.ts) / 60000), (frame.bid + frame.ask) / 2);
    }
  }

  #minute(row, ts, close) {
    if (row.closes === null) return;
    const last = row.closes.at(-1);
    if (last && ts < last.ts) return;
    row.moved = last ? Math.sign(close - last.close) : 0;
    if (last && last.ts === ts) last.close = close;
    else row.closes.push({ts, close});
    if (row.closes.length > MINUTES) row.closes.shift();
    this.#touch(row);
  }

  #touch(row) {
    this.#dirty.add(row);
    this.#paint();
  }

  #arrange() {
    const wanted = this.#filter.value.trim().toUpperCase();
    const fitting = this.#names.filter(name => name.toUpperCase().includes(wanted));
    this.#shown = fitting.slice(0, SHOWN);
    this.#list.replaceChildren(...this.#shown.map(name => this.#row(name).element));
    const more = fitting.length - this.#shown.length;
    show($('symbols-foot'), more > 0 ? whole(more) + ' more: filter to find them'
      : this.#names.length === 0 ? 'No ticks yet. Send one: curl ' + location.origin + '/v1/ticks -d \'{"symbol":"BTCUSD","price":"60000.1"}\''
      : fitting.length === 0 ? 'No symbol has that in its name' : '');
    this.#on.listed();
    this.#learn();
  }

  #row(name) {
    let row = this.#rows.get(name);
    if (!row) {
      const canvas = make('canvas');
      const value = make('span', 'value', '–');
      const change = make('span', 'change', '');
      const element = make('div', 'row', make('span', 'name', name), canvas, value, change);
      element.id = 'symbol-' + this.#rows.size;
      element.setAttribute('role', 'option');
      element.setAttribute('aria-selected', String(name === this.#selected));
      element.addEventListener('click', () => this.select(name));
      row = {name, element, canvas, value, change, closes: null, moved: 0, ofQuotes: false, asked: false};
      this.#rows.set(name, row);
    }
    return row;
  }

  /** Asks for the last hour of those on screen that have none, a few at a time. */
  async #learn() {
    const missing = this.#shown.map(name => this.#row(name)).filter(row => row.closes === null && !row.asked);
    missing.forEach(row => row.asked = true);
    const worker = async () => {
      for (let row = missing.shift(); row; row = missing.shift()) {
        try {
          await learnPlaces(row.name);
          const said = await get('v1/candles', {symbol: row.name, interval: '1m', limit: MINUTES, time: 'ms', numbers: 'double'});
          row.ofQuotes = said.price === 'mid';
          row.closes = said.data.map(({ts, close}) => ({ts, close}));
          this.#touch(row);
        } catch (error) {
          console.info(error.message);
        } finally {
          row.asked = false;
        }
      }
    };
    await Promise.all([worker(), worker()]);
  }

  #draw() {
    for (const row of this.#dirty) {
      if (!row.closes?.length) continue;
      const {closes} = row;
      const last = closes.at(-1).close;
      show(row.value, price(row.name, last));
      row.value.dataset.moved = row.moved;
      const share = last / closes[0].close - 1;
      show(row.change, percent(share));
      row.change.dataset.moved = Math.sign(share);
      if (row.element.isConnected) spark(row.canvas, closes.map(({close}) => close));
    }
    this.#dirty.clear();
  }

  /** Draws all again, in other colors. */
  restyle() {
    for (const row of this.#rows.values()) this.#touch(row);
  }

  #filterKey(event) {
    if (event.key === 'Escape') {
      this.#filter.value = '';
      this.#arrange();
      this.#list.focus();
    } else if (event.key === 'Enter' && this.#shown.length) {
      this.select(this.#shown[0]);
      this.#list.focus();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.#list.focus();
    }
  }

  #listKey(event) {
    const by = {ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -SHOWN, End: SHOWN}[event.key];
    if (by) {
      event.preventDefault();
      event.stopPropagation();
      this.step(by);
    }
  }
}
