// The replay bar: recorded ticks again, at their pace, on the same page.
import {address} from './api.js';
import {$, show} from './dom.js';
import {millis, moment, utc} from './words.js';

const pad = number => String(number).padStart(2, '0');

/** A time as the input for local times wants it. */
const local = at => {
  const day = new Date(at);
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}T${pad(day.getHours())}:${pad(day.getMinutes())}:${pad(day.getSeconds())}`;
};

/**
 * The bar. It calls `begin(atMillis)` before the first frame of a replay, `frame(object)` for each, and `end()` when the page is
 * to be live again; `symbols()` tells what is to be replayed.
 */
export class Replay {
  #on;
  #source = null;
  #running = false;
  #paused = false;
  #last = null;

  constructor(on) {
    this.#on = on;
    $('replay').addEventListener('submit', event => {
      event.preventDefault();
      if (this.#source) this.#pause();
      else if (this.#paused) this.#resume();
      else this.#begin();
    });
    $('replay-speed').addEventListener('change', () => {
      if (this.#source) {
        this.#pause();
        this.#resume();
      }
    });
    $('replay-from').addEventListener('change', () => {
      if (this.#running) this.#begin();
    });
    $('replay-live').addEventListener('click', () => this.stop());
  }

  /** Whether the page shows the past. */
  get running() {
    return this.#running;
  }

  /** Offers a time to begin at, where none was picked. */
  offer(at) {
    if (!$('replay-from').value) $('replay-from').value = local(at);
  }

  /** Begins again at the same place, for other symbols. */
  again() {
    if (this.#running) this.#begin(this.#last ? millis(this.#last.ts) : undefined);
  }

  #begin(at = new Date($('replay-from').value).getTime()) {
    this.#close();
    if (Number.isNaN(at)) {
      $('replay-from').focus();
      return;
    }
    this.#running = true;
    this.#last = null;
    this.#on.begin(at);
    this.#open(new Date(at).toISOString());
  }

  #open(from) {
    this.#paused = false;
    const behind = this.#last;
    const source = new EventSource(address('v1/replay',
      {symbol: this.#on.symbols().join(','), from, speed: $('replay-speed').value, numbers: 'double'}));
    this.#source = source;
    let passed = behind === null;
    const take = kind => event => {
      const frame = JSON.parse(event.data);
      if (!passed) {
        // The range begins with the time of the last tick, of which there can be several: those up to it were shown.
        passed = frame.ts > behind.ts;
        if (!passed && frame.seq <= behind.seq) return;
      }
      this.#last = frame;
      this.#on.frame({kind, ...frame});
    };
    source.addEventListener('trade', take('trade'));
    source.addEventListener('quote', take('quote'));
    source.addEventListener('end', () => {
      this.#close();
      this.#words('the end');
    });
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED && this.#source === source) {
        this.#close();
        this.#words('the server refused this replay, or is gone');
      }
    };
    this.#words('');
  }

  #pause() {
    this.#close();
    this.#paused = true;
    this.#words('paused');
  }

  #resume() {
    this.#open(this.#last ? this.#last.ts : new Date($('replay-from').value).toISOString());
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    this.#paused = false;
  }

  /** Ends the replay: the page is live again. */
  stop() {
    if (!this.#running) return;
    this.#close();
    this.#running = false;
    this.#words('');
    this.#on.end();
  }

  /** Says where the replay is. */
  clock() {
    if (this.#last && this.#source) this.#words('');
  }

  #words(text) {
    const at = this.#last ? millis(this.#last.ts) : null;
    show($('replay-clock'), [this.#running && at ? moment(at) : '', text].filter(part => part).join(' · '));
    $('replay-clock').title = at ? utc(at) : '';
    show($('replay-play'), this.#source ? '❚❚ Pause' : this.#paused ? '▶ Go on' : '▶ Replay');
    $('replay-live').hidden = !this.#running;
    document.documentElement.dataset.replay = this.#running ? 'on' : 'off';
  }
}
