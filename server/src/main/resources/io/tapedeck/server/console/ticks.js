// The best bid and ask of a symbol, and its newest trades one below the other. Where ticks come faster than a page can draw
// them, the newest are asked for four times a second instead, and the panel says so.
import {get} from './api.js';
import {$, make, painter, show} from './dom.js';
import {millis, price, size, span, timeOfDay, utc} from './words.js';

const ROWS = 60;
const POLL_MS = 250;
const FLOODED_MS = 15000;

export class Ticks {
  #symbol = null;
  #trades = [];
  #newest = 0;
  #quote = null;
  #flooded = 0;
  #rows = [];
  #cells = {};
  #paint = painter(() => this.#draw());

  constructor() {
    for (let i = 0; i < ROWS; i++) {
      const cells = [make('td', 'time'), make('td', 'number'), make('td', 'number')];
      const row = make('tr', '', ...cells);
      row.hidden = true;
      this.#rows.push({row, cells});
      $('tape').append(row);
    }
    for (const side of ['bid', 'ask']) {
      const value = make('b', 'value', '–');
      const amount = make('span', 'amount');
      this.#cells[side] = {value, amount};
      $('quote').append(make('div', side, make('span', 'dim', side === 'bid' ? 'Bid' : 'Ask'), value, amount));
    }
    this.#cells.spread = make('div', 'spread');
    $('quote').append(this.#cells.spread);
    setInterval(() => this.#paint(), 1000);
  }

  /** The newest trades, oldest first. */
  get trades() {
    return this.#trades.map(trade => ({...trade}));
  }

  /** Shows another symbol: what is recorded of it first. */
  async open(symbol) {
    this.#symbol = symbol;
    this.#trades = [];
    this.#newest = 0;
    this.#quote = null;
    this.#paint();
    await this.load();
  }

  /** Asks for the newest ticks and adds those that have not come yet. */
  async load() {
    const symbol = this.#symbol;
    if (!symbol) return;
    const [trades, latest] = await Promise.all([
      get('v1/trades', {symbol, last: ROWS, numbers: 'double'}),
      get('v1/latest', {symbol, kind: 'quote', numbers: 'double'})]);
    if (symbol !== this.#symbol) return;
    const known = new Set(this.#trades.map(trade => trade.seq));
    this.#trades.push(...trades.data.filter(trade => !known.has(trade.seq)));
    this.#trades.sort((a, b) => a.seq - b.seq);
    this.#trades = this.#trades.slice(-ROWS);
    this.#newest = this.#trades.at(-1)?.seq ?? 0;
    const quote = latest.data[0]?.quote;
    if (quote && quote.seq > (this.#quote?.seq ?? 0)) this.#quote = quote;
    this.#paint();
  }

  /** Empties the panel; ticks that follow may be older than those that were shown. */
  clear() {
    this.#trades = [];
    this.#newest = 0;
    this.#quote = null;
    this.#paint();
  }

  take(frame) {
    if (frame.symbol !== this.#symbol) return;
    if (frame.kind === 'trade') {
      if (frame.seq <= this.#newest && !frame.replay) return;
      this.#newest = frame.seq;
      this.#trades.push(frame);
      if (this.#trades.length > 2 * ROWS) this.#trades = this.#trades.slice(-ROWS);
    } else if (frame.kind === 'quote') {
      this.#quote = frame;
    } else {
      return;
    }
    this.#paint();
  }

  /** Whether the ticks themselves are not to be sent, since there are too many. */
  get flooded() {
    return performance.now() < this.#flooded;
  }

  /** Polls for a while; then calls `done`. */
  flood(done) {
    if (this.flooded) return;
    this.#flooded = performance.now() + FLOODED_MS;
    show($('ticks-note'), 'too many to show all: newest, 4× a second');
    const turn = async () => {
      if (!this.flooded) {
        show($('ticks-note'), '');
        done();
        return;
      }
      if (!document.hidden) await this.load().catch(error => console.info(error.message));
      setTimeout(turn, POLL_MS);
    };
    turn();
  }

  #draw() {
    const newest = this.#trades.slice(-ROWS).reverse();
    this.#rows.forEach(({row, cells: [time, value, amount]}, i) => {
      const trade = newest[i];
      row.hidden = !trade;
      if (!trade) return;
      const at = millis(trade.ts);
      show(time, timeOfDay(at));
      time.title = utc(at);
      show(value, price(this.#symbol, trade.price));
      value.dataset.side = trade.side ?? '';
      show(amount, size(trade.size));
      row.title = trade.side ? 'aggressor: ' + trade.side : '';
    });
    this.#drawQuote();
  }

  #drawQuote() {
    const {bid, ask, spread} = this.#cells;
    const quote = this.#quote;
    show(bid.value, price(this.#symbol, quote?.bid));
    show(bid.amount, quote ? size(quote.bid_size) : '');
    show(ask.value, price(this.#symbol, quote?.ask));
    show(ask.amount, quote ? size(quote.ask_size) : '');
    const both = quote?.bid != null && quote.ask != null;
    const age = quote && !quote.replay ? (Date.now() - millis(quote.recv_ts ?? quote.ts)) / 1000 : null;
    show(spread, (both ? 'spread ' + price(this.#symbol, Number((quote.ask - quote.bid).toFixed(10))) : 'no quote')
      + (age > 2 ? ' · ' + span(age) + ' old' : ''));
    spread.classList.toggle('stale', age > 60);
  }
}
