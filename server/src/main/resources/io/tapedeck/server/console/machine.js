// How the recorder fares: how many ticks a second reach each of their states, and what a person who runs it needs to know.
import {get} from './api.js';
import {$, every, make, show} from './dom.js';
import {lines, tint} from './plot.js';
import {bytes, rate, span, whole} from './words.js';

const SECONDS = 180;
const FEWEST = 30;
const STATES = [
  {key: 'appended_seq', name: 'appended', color: '--accent', width: 3},
  {key: 'synced_seq', name: 'synced', color: '--warn', dash: [6, 3]},
  {key: 'visible', name: 'visible', color: '--up', dash: [2, 3]},
  {key: 'committed_seq', name: 'committed', color: '--violet'},
];

/** The view. It calls `health(answer)` with each answer of /health, and with null where none came. */
export class Machine {
  #on;
  #samples = [];
  #figures = new Map();

  constructor(on) {
    this.#on = on;
    for (const state of STATES) {
      const dot = make('i', 'dot');
      dot.dataset.color = state.name;
      $('rate-keys').append(make('span', 'key', dot, state.name));
    }
    every(1000, () => this.#look());
  }

  async #look() {
    let health;
    try {
      health = await get('health');
    } catch (error) {
      this.#on.health(null);
      throw error;
    }
    this.#samples.push({at: performance.now(), health});
    if (this.#samples.length > SECONDS + 1) this.#samples.shift();
    show($('rate'), rate(this.#rates(STATES[0].key).at(-1) ?? this.#rates('visible').at(-1)));
    this.#on.health(health);
    this.draw();
  }

  /** Ticks a second between one look and the next; null where it cannot be told. */
  #rates(key) {
    const rates = [];
    for (let i = 1; i < this.#samples.length; i++) {
      const before = this.#samples[i - 1];
      const now = this.#samples[i];
      const ticks = now.health[key] - before.health[key];
      rates.push(ticks >= 0 ? 1000 * ticks / (now.at - before.at) : null);
    }
    return rates;
  }

  draw() {
    if ($('view-machine').hidden || !this.#samples.length) return;
    lines($('rates'), STATES.map(state => ({...state, color: tint(state.color), values: this.#rates(state.key)})), Math.max(FEWEST, this.#samples.length - 1), rate);
    const {health} = this.#samples.at(-1);
    for (const [name, value, words] of figures(health)) this.#figure(name, value, words);
  }

  #figure(name, value, words) {
    let figure = this.#figures.get(name);
    if (!figure) {
      figure = {value: make('b'), words: make('span', 'dim')};
      $('figures').append(make('div', 'panel figure', make('h3', '', name), figure.value, figure.words));
      this.#figures.set(name, figure);
    }
    show(figure.value, value);
    show(figure.words, words);
  }
}

function figures(health) {
  const disk = health.disk?.disks?.toSorted((a, b) => a.free_bytes - b.free_bytes)[0];
  const {lag, capture, readers, streams} = health;
  return [
    ['Recorded', whole(health.visible), 'ticks that a query sees; the tape begins with ' + whole(health.base_seq ?? 1)],
    ['Lag', lag ? whole(lag.ticks) : '–', lag ? `ticks are not visible yet; ${whole(lag.unsynced_ticks)} not on the disk, ${whole(lag.uncommitted_ticks)} not in the tape` : 'this server only reads'],
    ['Journal', bytes(health.journal_bytes), 'the truth: every tick since its beginning'],
    ['Tape', bytes(health.tape_bytes), 'the SQLite file made from it'],
    ['WAL', bytes(health.wal_bytes), 'commits that a checkpoint has not brought into the tape'],
    ['Refusals', whole(capture?.refusals), capture ? `ticks turned away for want of room; ${whole(capture.free_slots)} slots of the ring are free` : ''],
    ['Readers', whole(readers.active), `at work, ${whole(readers.waiting)} wait; the oldest snapshot is ${span(readers.oldest_snapshot_ms / 1000)} old`],
    ['Disk', bytes(disk?.free_bytes), disk ? `free of ${bytes(disk.total_bytes)}; ` + (disk.full_in_s == null ? 'it does not fill' : 'full in ' + span(disk.full_in_s)) : ''],
    ...(streams ? [['Live clients', whole(streams.subscribers ?? streams.live), 'streams and sockets that are open']] : []),
    ['Owner', health.owner ? String(health.owner.pid) : '–', health.owner ? `process, since ${new Date(health.owner.started).toLocaleString()}; ${health.owner.data}` : 'nobody records here'],
  ];
}
