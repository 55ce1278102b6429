// The chart of one symbol: candles, volume, VWAP of each candle. It holds what it has loaded as the server's own rows, by their
// time, and asks for older ones as they are scrolled into sight.
import {get} from './api.js';
import {$, make, painter, show} from './dom.js';
import {tint} from './plot.js';
import {learnPlaces, millis, moment, places, price, size, utc, whole} from './words.js';

/** The intervals there are buttons for, and their seconds. */
export const INTERVALS = {'1s': 1, '5s': 5, '15s': 15, '1m': 60, '5m': 300, '15m': 900, '1h': 3600, '4h': 14400, '1d': 86400};
const PAGE = 1000;
const MOST = 20000;
const NEAR_EDGE = 60;
const NO_LIBRARY = 'This build has no chart library: npm was missing when it was made. All else works.';

export class Chart {
  #library;
  #chart;
  #series = {};
  #symbol = null;
  #interval = '1m';
  #rows = new Map();
  #times = [];
  #turn = 0;
  #older = false;
  #exhausted = false;
  #until = null;
  #pointed = null;
  #lines = [];
  #tints = {}; // of the style sheet: to ask it for each bar would take longer than the bars
  #marks = [];
  #legend = {};
  #paintLegend = painter(() => this.#drawLegend());

  /** Needs the chart library, or null where this build has none: then it says so and draws nothing. */
  constructor(library) {
    this.#library = library;
    for (const name of ['O', 'H', 'L', 'C', 'Volume', 'VWAP', 'Ticks']) {
      const value = make('b');
      this.#legend[name] = value;
      $('legend').append(make('span', 'item', make('span', 'dim', name), value));
    }
    this.#legend.time = make('span', 'dim when');
    $('legend').append(this.#legend.time);
    if (library) this.#build();
    else this.note(NO_LIBRARY);
  }

  get symbol() {
    return this.#symbol;
  }

  get interval() {
    return this.#interval;
  }

  /** When the newest candle begins, in seconds since the epoch; undefined where there is none. */
  get newestTime() {
    return this.#times.at(-1);
  }

  /** The candles that are drawn, oldest first, as the server gave them. */
  get candles() {
    return this.#times.map(time => ({...this.#rows.get(time)}));
  }

  /** What the library draws, oldest first: for who wants to compare. */
  get drawn() {
    return this.#series.candles?.data() ?? [];
  }

  /** The lines across the chart. */
  get marked() {
    return this.#marks.map(mark => ({...mark}));
  }

  note(text) {
    show($('chart-note'), text);
    $('chart-note').hidden = !text;
  }

  #build() {
    const {createChart, CandlestickSeries, HistogramSeries, LineSeries, CrosshairMode} = this.#library;
    this.#chart = createChart($('chart'), {
      autoSize: true,
      crosshair: {mode: CrosshairMode.Normal},
      layout: {attributionLogo: false, background: {color: 'transparent'}},
      timeScale: {timeVisible: true, secondsVisible: true, rightOffset: 4, tickMarkFormatter: tickMark},
      localization: {timeFormatter: time => moment(1000 * time)},
      rightPriceScale: {scaleMargins: {top: 0.06, bottom: 0.24}},
    });
    this.#series.volume = this.#chart.addSeries(HistogramSeries,
      {priceScaleId: 'volume', priceFormat: {type: 'volume'}, priceLineVisible: false, lastValueVisible: false});
    this.#chart.priceScale('volume').applyOptions({scaleMargins: {top: 0.82, bottom: 0}});
    this.#series.vwap = this.#chart.addSeries(LineSeries,
      {lineWidth: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false});
    this.#series.candles = this.#chart.addSeries(CandlestickSeries, {});
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(range => {
      if (range && range.from < NEAR_EDGE) this.#loadOlder();
    });
    this.#chart.subscribeCrosshairMove(({time}) => {
      this.#pointed = time ?? null;
      this.#paintLegend();
    });
    this.restyle();
  }

  /** Takes the colors of the style sheet, which may have changed. */
  restyle() {
    if (!this.#chart) return;
    this.#tints = Object.fromEntries(['up', 'down', 'up-soft', 'down-soft', 'warn'].map(name => [name, tint('--' + name)]));
    const {up, down} = this.#tints;
    const line = tint('--line');
    this.#chart.applyOptions({
      layout: {textColor: tint('--dim'), fontFamily: tint('--mono')},
      grid: {vertLines: {color: line}, horzLines: {color: line}},
      rightPriceScale: {borderColor: line},
      timeScale: {borderColor: line},
    });
    this.#series.candles.applyOptions({upColor: up, downColor: down, borderUpColor: up, borderDownColor: down, wickUpColor: up, wickDownColor: down});
    this.#series.vwap.applyOptions({color: tint('--accent')});
    this.#drawAll();
    this.marks(this.#marks);
  }

  /** Shows a symbol in an interval: the newest candles, or those up to `until` (milliseconds), which stays the end. */
  async open(symbol, interval, until = null) {
    const turn = ++this.#turn;
    this.#symbol = symbol;
    this.#interval = interval;
    this.#until = until;
    this.#rows.clear();
    this.#times = [];
    this.#older = false;
    this.#exhausted = false;
    this.#pointed = null;
    this.#drawAll();
    this.marks([]);
    const [, page] = await Promise.all([learnPlaces(symbol), this.#page(until)]);
    if (turn !== this.#turn) return;
    this.#format();
    this.#add(page);
    this.#drawAll();
    this.note(!this.#chart ? NO_LIBRARY : this.#times.length || until !== null ? '' : 'No candle yet');
    const shown = Math.min(this.#times.length, Math.max(60, Math.round($('chart').clientWidth / 8)));
    this.#chart?.timeScale().setVisibleLogicalRange({from: this.#times.length - shown, to: this.#times.length + 4});
  }

  /** Asks for what came since the newest candle, as after a lost connection. */
  async catchUp() {
    if (!this.#symbol || this.#until !== null) return;
    const turn = this.#turn;
    const from = this.#times.at(-1);
    const rows = (await get('v1/candles', {symbol: this.#symbol, interval: this.#interval, from, limit: 10000, ...SHAPE})).data;
    if (turn !== this.#turn) return;
    this.#add(rows);
    this.#drawAll();
  }

  async #page(until) {
    const step = INTERVALS[this.#interval];
    const to = until === null ? null : step * Math.floor(until / 1000 / step);
    return (await get('v1/candles', {symbol: this.#symbol, interval: this.#interval, to, limit: PAGE, ...SHAPE})).data;
  }

  async #loadOlder() {
    if (this.#older || this.#exhausted || !this.#times.length || this.#times.length >= MOST) return;
    this.#older = true;
    const turn = this.#turn;
    try {
      const rows = await this.#page(1000 * this.#times[0]);
      if (turn !== this.#turn) return;
      this.#exhausted = rows.length === 0;
      if (!this.#exhausted) {
        // The library keeps what is in sight where it is only if told to: the new ones go in on the left.
        const seen = this.#chart.timeScale().getVisibleLogicalRange();
        const before = this.#times.length;
        this.#add(rows);
        this.#drawAll();
        const added = this.#times.length - before;
        if (seen) this.#chart.timeScale().setVisibleLogicalRange({from: seen.from + added, to: seen.to + added});
      }
    } catch (error) {
      console.info(error.message);
    } finally {
      if (turn === this.#turn) this.#older = false;
    }
  }

  /** Adds rows, each unless a later state of the same candle is there. */
  #add(rows) {
    for (const row of rows) {
      const known = this.#rows.get(row.ts);
      if (!known || known.count <= row.count) this.#rows.set(row.ts, row);
    }
    this.#times = [...this.#rows.keys()].sort((a, b) => a - b);
  }

  /** Takes a frame: a candle while it is live; in a replay a tick, of which it makes candles itself. */
  take(frame) {
    if (frame.symbol !== this.#symbol) return;
    if (frame.kind === 'candle' && frame.interval === this.#interval && this.#until === null) {
      const {kind, symbol, interval, price: ofPrice, as_of_seq, correction, ...row} = frame;
      this.#put({...row, ts: Math.round(millis(row.ts) / 1000)});
    } else if (this.#until !== null && (frame.kind === 'trade' || frame.kind === 'quote')) {
      this.#replayed(frame);
    }
  }

  #replayed(frame) {
    const ofTrades = frame.kind === 'trade';
    if (!ofTrades && (frame.bid == null || frame.ask == null)) return;
    const step = INTERVALS[this.#interval];
    const ts = step * Math.floor(millis(frame.ts) / 1000 / step);
    const known = this.#rows.get(ts);
    if (!ofTrades && known && known.volume !== undefined) return; // candles are of trades where there are any
    const value = ofTrades ? frame.price : (frame.bid + frame.ask) / 2;
    const row = known && (ofTrades === (known.volume !== undefined)) ? {...known}
      : {ts, open: value, high: value, low: value, count: 0, ...(ofTrades ? {volume: 0, turnover: 0} : {})};
    row.high = Math.max(row.high, value);
    row.low = Math.min(row.low, value);
    row.close = value;
    row.count++;
    if (ofTrades) {
      row.volume += frame.size ?? 0;
      row.turnover = (row.turnover ?? 0) + value * (frame.size ?? 0);
      row.vwap = row.volume > 0 ? row.turnover / row.volume : null;
    }
    this.#put(row);
  }

  #put(row) {
    const known = this.#rows.get(row.ts);
    if (known && known.count > row.count) return;
    this.#rows.set(row.ts, row);
    const newest = this.#times.at(-1);
    if (known) {
      this.#update(row, row.ts < newest);
    } else if (newest === undefined || row.ts > newest) {
      this.#times.push(row.ts);
      if (this.#times.length > MOST) this.#forget();
      else this.#update(row, false);
    } else {
      this.#times = [...this.#rows.keys()].sort((a, b) => a - b);
      this.#drawAll();
    }
    if (this.#chart && this.#times.length === 1) this.note('');
    this.#paintLegend();
  }

  /** Lets the oldest go, so that a page that stays open for weeks does not grow; scrolling back asks for them again. */
  #forget() {
    for (const time of this.#times.splice(0, PAGE)) this.#rows.delete(time);
    this.#exhausted = false;
    this.#drawAll();
  }

  #update(row, historical) {
    if (!this.#chart) return;
    this.#series.candles.update(this.#candle(row), historical);
    this.#series.volume.update(this.#volume(row), historical);
    this.#series.vwap.update(vwap(row), historical);
  }

  #drawAll() {
    this.#paintLegend();
    if (!this.#chart) return;
    const rows = this.#times.map(time => this.#rows.get(time));
    this.#series.candles.setData(rows.map(row => this.#candle(row)));
    this.#series.volume.setData(rows.map(row => this.#volume(row)));
    this.#series.vwap.setData(rows.map(vwap));
  }

  #candle(row) {
    const bar = {time: row.ts, open: row.open, high: row.high, low: row.low, close: row.close};
    if (row.gap) bar.borderColor = bar.wickColor = this.#tints.warn;
    return bar;
  }

  #volume(row) {
    return {time: row.ts, value: row.volume ?? 0, color: this.#tints[row.close >= row.open ? 'up-soft' : 'down-soft']};
  }

  #format() {
    const precision = places(this.#symbol);
    this.#series.candles?.applyOptions({priceFormat: {type: 'price', precision, minMove: 10 ** -precision}});
  }

  /** Draws lines across the chart: each with a `price`, a `title` and a `color` of the style sheet. */
  marks(marks) {
    this.#marks = marks;
    const {candles} = this.#series;
    if (!candles) return;
    this.#lines.forEach(line => candles.removePriceLine(line));
    this.#lines = marks.map(({price: at, title, color, dashed}) =>
      candles.createPriceLine({price: at, title, color: tint(color), lineWidth: 1, lineStyle: dashed ? 2 : 0, axisLabelVisible: true}));
  }

  #drawLegend() {
    const row = this.#rows.get(this.#pointed ?? this.#times.at(-1));
    const {O, H, L, C, Volume, VWAP, Ticks, time} = this.#legend;
    const symbol = this.#symbol;
    for (const [cell, value] of [[O, row?.open], [H, row?.high], [L, row?.low], [C, row?.close], [VWAP, row?.vwap]]) {
      show(cell, value == null ? '–' : price(symbol, Number(value.toFixed(places(symbol)))));
      cell.dataset.moved = row ? Math.sign(row.close - row.open) : 0;
    }
    VWAP.dataset.moved = 0;
    show(Volume, size(row?.volume));
    show(Ticks, whole(row?.count) + (row?.gap ? ' · gap: trades are missing' : ''));
    show(time, row ? moment(1000 * row.ts) : '');
    time.title = row ? utc(1000 * row.ts) : '';
  }
}

const SHAPE = {time: 's', numbers: 'double'};

const vwap = row => row.vwap == null ? {time: row.ts} : {time: row.ts, value: row.vwap};

const marksOf = [
  {year: 'numeric'}, {month: 'short'}, {day: 'numeric', month: 'short'}, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'},
  {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'},
].map(options => new Intl.DateTimeFormat(undefined, options));

function tickMark(time, type) {
  return marksOf[type].format(1000 * time);
}
