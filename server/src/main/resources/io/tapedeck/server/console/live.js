// The live feed: one WebSocket, on which the page subscribes to what is on screen. A connection that is lost is made again and
// goes on behind the last tick or event that was seen, with what was wanted first: of the rest the page asks how it stands.

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;
/** A connection that says nothing for longer than two heartbeats is a dead one. */
const SILENCE_MS = 32000;
/** More ticks a second than eyes can follow, or a page should draw. */
const FLOOD = 2000;

/** The feed. It calls `frame(object)`, `state('connecting'|'live'|'lost')`, `flood()`, and `other()` when another tape answers. */
export class Live {
  #on;
  #socket;
  #wanted = new Map();
  #asked = new Map();
  #last = null;
  #place = null; // to go on from: a tick's number, or what a frame of a position or an alert says
  #tape = null;
  #greeted = false;
  #resumes = false; // only a connection's first subscription can say where to go on
  #wait = FIRST_WAIT_MS;
  #ticks = 0;
  #heard = 0;

  constructor(on) {
    this.#on = on;
    setInterval(() => this.#eachSecond(), 1000);
    this.#connect();
  }

  /** The last `seq` up to which all that was wanted has come; null before the first. */
  get last() {
    return this.#last;
  }

  /** Says what is wanted from now on: subscriptions of `symbols` and `kinds`. */
  want(subscriptions) {
    this.#wanted = new Map(subscriptions.filter(one => one.symbols.length).map(one => [JSON.stringify(one), one]));
    if (this.#greeted) this.#subscribe();
  }

  /** Goes over to a new connection now, as after a loss. */
  reconnect() {
    this.#socket?.close();
  }

  #connect() {
    this.#on.state('connecting');
    const socket = new WebSocket(new URL('v1/ws', location.href.replace(/^http/, 'ws')));
    this.#socket = socket;
    this.#asked = new Map();
    this.#greeted = false;
    this.#heard = performance.now();
    socket.onmessage = message => this.#take(JSON.parse(message.data));
    socket.onclose = () => {
      this.#greeted = false;
      this.#on.state('lost');
      setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(LONGEST_WAIT_MS, 2 * this.#wait);
    };
  }

  #subscribe() {
    for (const [key, one] of this.#asked) {
      if (!this.#wanted.has(key)) {
        this.#say({op: 'unsubscribe', ...one});
        this.#asked.delete(key);
      }
    }
    for (const [key, one] of this.#wanted) {
      if (this.#asked.has(key)) continue;
      this.#say(this.#resumes ? {op: 'subscribe', ...one, after: this.#place} : {op: 'subscribe', ...one});
      this.#resumes = false;
      this.#asked.set(key, one);
    }
  }

  #say(message) {
    this.#socket.send(JSON.stringify(message));
  }

  #take(frame) {
    this.#heard = performance.now();
    switch (frame.kind) {
      case 'hello':
        this.#hello(frame);
        return;
      case 'error':
        this.#error(frame);
        return;
      case 'subscribed':
        this.#wait = FIRST_WAIT_MS;
        this.#place ??= frame.after;
        this.#on.state('live');
        return;
      case 'heartbeat':
        this.#seen(frame);
        return;
      case 'trade':
      case 'quote':
        this.#ticks++;
        this.#seen(frame);
        break;
      case 'position':
      case 'alert':
        this.#seen(frame);
        break;
      default:
        break;
    }
    this.#on.frame(frame);
  }

  #seen({seq, place}) {
    this.#last = Math.max(this.#last ?? 0, seq);
    this.#place = place ?? seq;
  }

  #hello(frame) {
    if (this.#tape !== null && this.#tape !== frame.tape_id) {
      this.#last = this.#place = null;
      this.#on.other();
    }
    this.#tape = frame.tape_id;
    this.#greeted = true;
    this.#resumes = this.#place !== null;
    this.#subscribe();
  }

  #error(frame) {
    if (frame.code === 'seq_ahead') {
      // The number is of a tape that is gone, or of ticks that a power cut took.
      this.#last = this.#place = null;
      this.#on.other();
      this.reconnect();
    } else {
      console.info(frame.detail);
    }
  }

  #eachSecond() {
    if (this.#ticks > FLOOD) this.#on.flood();
    this.#ticks = 0;
    if (this.#socket?.readyState === WebSocket.OPEN && performance.now() - this.#heard > SILENCE_MS) this.reconnect();
  }
}
