// Puts the page together: what is looked at, where frames come from (the live feed, or a replay), and which view is open.
import {Alerts, toast} from './alerts.js';
import {Chart, INTERVALS} from './chart.js';
import {$, make, show} from './dom.js';
import {Live} from './live.js';
import {Machine} from './machine.js';
import {Positions} from './positions.js';
import {Replay} from './replay.js';
import {Sql} from './sql.js';
import {SymbolList} from './symbols.js';
import {Ticks} from './ticks.js';

const VIEWS = ['market', 'machine', 'sql'];
const REPLAYED_SYMBOLS = 40;

const library = await import('./lightweight-charts.mjs').catch(() => null);

let interval = INTERVALS[localStorage.getItem('interval')] ? localStorage.getItem('interval') : '1m';
let lost = false;

theme(localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'));

const chart = new Chart(library);
const ticks = new Ticks();
const sql = new Sql();
const list = new SymbolList({select: look, listed});
const live = new Live({frame: liveFrame, state: linkState, flood, other});
const replay = new Replay({
  begin: replayFrom,
  frame: take,
  end: backToLive,
  symbols: () => [list.selected, ...list.shown.filter(name => name !== list.selected)].filter(name => name).slice(0, REPLAYED_SYMBOLS),
});
const positions = new Positions({marks: () => chart.marks(positions.marks(chart.symbol)), shown: heed, select: name => list.select(name)});
const alerts = new Alerts({fired: heed});
const machine = new Machine({health});

for (const name of Object.keys(INTERVALS)) {
  const button = make('button', '', name);
  button.type = 'button';
  button.dataset.interval = name;
  button.setAttribute('aria-pressed', String(name === interval));
  button.addEventListener('click', () => choose(name));
  $('intervals').append(button);
}

/** Whatever goes wrong in the background is said, once, where it can be seen. */
addEventListener('unhandledrejection', event => {
  event.preventDefault();
  console.info(event.reason?.message);
});

// What is looked at

async function look(symbol) {
  show($('title'), symbol);
  document.title = symbol + ' · Tapedeck';
  $('chart').setAttribute('aria-label', 'Candles of ' + symbol);
  sql.about(symbol);
  remember();
  if (replay.running) {
    ticks.clear();
    replay.again();
    return;
  }
  subscribe();
  await Promise.all([chart.open(symbol, interval), ticks.open(symbol)]);
  if (chart.symbol !== symbol) return;
  chart.marks(positions.marks(symbol));
  replay.offer(1000 * (chart.newestTime ?? Date.now() / 1000) - 15 * 60000);
}

function choose(name) {
  interval = name;
  localStorage.setItem('interval', name);
  for (const button of $('intervals').children) button.setAttribute('aria-pressed', String(button.dataset.interval === name));
  if (!list.selected) return;
  remember();
  if (replay.running) {
    replay.again();
  } else {
    subscribe();
    chart.open(list.selected, interval).then(() => chart.marks(positions.marks(list.selected)));
  }
}

function listed() {
  const wanted = decodeURIComponent(location.hash.split('/')[1] ?? '');
  if (!list.selected && list.shown.length) {
    list.select(list.shown.includes(wanted) ? wanted : list.shown[0]);
  } else {
    subscribe();
  }
}

/** Tells the server which frames are wanted: ticks and candles of what is looked at, minutes of what is listed. */
function subscribe() {
  const wanted = [];
  const symbol = list.selected;
  if (symbol) {
    if (!ticks.flooded) wanted.push({symbols: [symbol], kinds: ['trade', 'quote']});
    wanted.push({symbols: [symbol], kinds: ['candle:' + interval]});
  }
  wanted.push({symbols: [...list.shown], kinds: ['candle:1m']});
  wanted.push({symbols: ['*'], kinds: ['position', 'alert']});
  live.want(wanted);
}

// Where frames come from

function take(frame) {
  chart.take(frame);
  ticks.take(frame);
  list.take(frame);
}

function liveFrame(frame) {
  if (frame.kind === 'position') positions.take(frame);
  else if (frame.kind === 'alert') alerts.take(frame);
  else if (!replay.running) take(frame);
}

function flood() {
  ticks.flood(subscribe);
  subscribe();
}

function linkState(state) {
  if (state === 'connecting' && lost) return; // still "reconnecting" for who watches
  if (state === 'live' && $('link').dataset.state !== 'live') lookAtTrade();
  $('link').dataset.state = state;
  show($('link'), state === 'lost' ? 'reconnecting' : state);
  if (state === 'live' && lost) catchUp();
  lost = state === 'lost';
}

/** Asks how things stand, behind a subscription to what comes: so nothing is missed, also while a connection was lost, which goes on for ticks. */
async function lookAtTrade() {
  await Promise.all([positions.look(), alerts.look()]);
}

/** After a loss, candles are asked for: streams tell of ticks that were missed, and of candles only as they change. */
async function catchUp() {
  if (replay.running) return;
  await Promise.all([chart.catchUp(), list.reload()]);
}

/** Another tape answers: nothing that is on screen is of it. */
function other() {
  toast('Another tape is recorded here now');
  replay.stop();
  list.reload();
  if (list.selected) look(list.selected);
}

async function replayFrom(at) {
  ticks.clear();
  await chart.open(list.selected, interval, at);
}

async function backToLive() {
  await list.reload();
  await look(list.selected);
}

// Which view is open

function health(said) {
  const state = said?.state ?? 'lost';
  $('health').dataset.state = state;
  show($('health'), said ? said.state : 'no answer');
  $('synthetic').hidden = !said?.synthetic;
  const offered = said !== null && !said.read_only;
  const begins = offered && !alerts.offered;
  positions.offered = alerts.offered = offered;
  if (begins) lookAtTrade();
  if (said) show($('version'), 'Tapedeck ' + said.version);
  const trouble = said && said.state !== 'ok';
  $('banner').hidden = !trouble && said !== null;
  $('banner').dataset.state = state;
  show($('banner'), said === null ? 'The server does not answer. What is shown is what it last said; the page goes on by itself when it is back.'
    : trouble ? said.reasons.join(' · ') : '');
}

/** Shows the panel of positions and alerts while there is something in it. */
function heed() {
  const any = positions.any || alerts.any;
  $('positions').hidden = !any;
  $('view-market').classList.toggle('with-positions', any);
}

function open(view) {
  for (const name of VIEWS) {
    const tab = $('tab-' + name);
    tab.setAttribute('aria-selected', String(name === view));
    tab.tabIndex = name === view ? 0 : -1;
    $('view-' + name).hidden = name !== view;
  }
  machine.draw();
}

/** The address says what is shown, so that it can be kept and sent. */
function remember() {
  const view = VIEWS.find(name => !$('view-' + name).hidden);
  const hash = view === 'market' && list.selected ? `#market/${encodeURIComponent(list.selected)}` : '#' + view;
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

function fromAddress() {
  const [view, symbol] = location.hash.slice(1).split('/');
  open(VIEWS.includes(view) ? view : 'market');
  if (symbol) {
    const name = decodeURIComponent(symbol);
    if (list.shown.includes(name)) list.select(name);
  }
}

for (const [at, name] of VIEWS.entries()) {
  $('tab-' + name).addEventListener('click', () => {
    open(name);
    remember();
  });
  $('tab-' + name).addEventListener('keydown', event => {
    const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!by) return;
    const next = VIEWS[(at + by + VIEWS.length) % VIEWS.length];
    open(next);
    remember();
    $('tab-' + next).focus();
  });
}

function theme(name) {
  document.documentElement.dataset.theme = name;
}

$('theme').addEventListener('click', () => {
  const name = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', name);
  theme(name);
  chart.restyle();
  list.restyle();
  machine.draw();
});

$('health').addEventListener('click', () => {
  open('machine');
  remember();
});

addEventListener('hashchange', fromAddress);
addEventListener('resize', () => {
  list.restyle();
  machine.draw();
});
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
  const names = Object.keys(INTERVALS);
  const at = names.indexOf(interval);
  switch (event.key) {
    case '/':
      event.preventDefault();
      list.focusFilter();
      break;
    case '[':
      choose(names[Math.max(0, at - 1)]);
      break;
    case ']':
      choose(names[Math.min(names.length - 1, at + 1)]);
      break;
    case 'ArrowUp':
    case 'ArrowDown':
      if (event.target === document.body) {
        event.preventDefault();
        list.step(event.key === 'ArrowUp' ? -1 : 1);
      }
      break;
    default:
      break;
  }
});
setInterval(() => replay.clock(), 200);
open('market');
fromAddress();

/** For the browser's own console, and for tests: what is drawn. */
window.tapedeck = Object.freeze({chart, list, live, ticks});
