// A SELECT over the tape: an editor, a result that sorts, and the same as a file.
import {get, send} from './api.js';
import {$, make, show} from './dom.js';
import {span, whole} from './words.js';

const EXAMPLES = {
  'What is recorded': 'SELECT symbol, kind, count,\n       datetime(first_ts / 1000000000, \'unixepoch\') AS first,\n       datetime(last_ts / 1000000000, \'unixepoch\') AS last\nFROM symbols\nORDER BY count DESC',
  'The newest trades of {symbol}': 'SELECT datetime(ts / 1000000000, \'unixepoch\') AS time, price, size, side, seq\nFROM trades\nWHERE symbol = {quoted}\n  AND date = (SELECT date(max(last_ts) / 1000000000, \'unixepoch\') FROM symbols WHERE symbol = {quoted})\nORDER BY ts DESC, seq DESC\nLIMIT 50',
  'Candles of a minute of {symbol}': 'SELECT datetime(ts / 1000000000, \'unixepoch\') AS minute, open, high, low, close, volume\nFROM candles\nWHERE symbol = {quoted} AND kind = \'trade\' AND interval_s = 60\nORDER BY ts DESC\nLIMIT 60',
  'Buyers against sellers of {symbol} today': 'SELECT side, count(*) AS trades, sum(size) AS volume, vwap(price, size) AS vwap\nFROM trades\nWHERE symbol = {quoted} AND date = date(\'now\')\nGROUP BY side',
};

const collator = new Intl.Collator('en', {numeric: true});

export class Sql {
  #symbol = null;
  #rows = [];
  #columns = [];
  #sorted = null;
  #asked = '';

  constructor() {
    $('sql-form').addEventListener('submit', event => {
      event.preventDefault();
      this.#run();
    });
    $('sql-text').addEventListener('keydown', event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.#run();
      }
    });
    $('sql-examples').addEventListener('change', event => {
      if (event.target.value) this.#put(event.target.value);
      event.target.value = '';
    });
    $('sql-csv').addEventListener('click', () => this.#download());
  }

  /** The symbol of which the examples are. */
  about(symbol) {
    this.#symbol = symbol;
    $('sql-examples').replaceChildren(new Option('Examples …', ''),
      ...Object.keys(EXAMPLES).map(name => new Option(name.replaceAll('{symbol}', symbol), name)));
    if (!$('sql-text').value) this.#put(Object.keys(EXAMPLES)[1]);
  }

  #put(example) {
    $('sql-text').value = EXAMPLES[example].replaceAll('{quoted}', '\'' + this.#symbol.replaceAll('\'', '\'\'') + '\'');
  }

  async #run() {
    const text = $('sql-text').value;
    $('sql-run').disabled = true;
    show($('sql-note'), 'running …');
    const began = performance.now();
    try {
      const said = await get('v1/sql', {limit: 1000}, {method: 'POST', body: text, headers: {'Content-Type': 'application/sql'}});
      const took = (performance.now() - began) / 1000;
      this.#columns = said.columns;
      this.#rows = said.data.map(row => said.columns.map(name => row[name]));
      this.#sorted = null;
      this.#asked = text;
      show($('sql-note'), `${whole(this.#rows.length)} rows${said.truncated ? ', and more: the file has all' : ''} · ${span(took)} · as of tick ${whole(said.as_of_seq)}`);
      $('sql-note').classList.remove('bad');
      this.#draw();
    } catch (error) {
      show($('sql-note'), error.message);
      $('sql-note').classList.add('bad');
    } finally {
      $('sql-run').disabled = false;
      $('sql-csv').disabled = !this.#asked;
    }
  }

  #draw() {
    const heads = this.#columns.map((name, i) => {
      const button = make('button', '', name);
      button.type = 'button';
      button.addEventListener('click', () => this.#sort(i));
      const head = make('th', this.#rows.some(row => typeof row[i] === 'number') ? 'number' : '', button);
      head.scope = 'col';
      head.setAttribute('aria-sort', this.#sorted?.column !== i ? 'none' : this.#sorted.up ? 'ascending' : 'descending');
      return head;
    });
    const rows = this.#rows.map(row => make('tr', '', ...row.map(value => {
      const cell = make('td', typeof value === 'number' ? 'number' : value === null ? 'dim' : '');
      cell.textContent = value === null ? 'null' : String(value);
      return cell;
    })));
    $('sql-result').replaceChildren(make('thead', '', make('tr', '', ...heads)), make('tbody', '', ...rows));
  }

  #sort(column) {
    const up = this.#sorted?.column === column ? !this.#sorted.up : true;
    this.#sorted = {column, up};
    const direction = up ? 1 : -1;
    this.#rows.sort(({[column]: a}, {[column]: b}) => direction * (a === null || b === null ? (a !== null) - (b !== null)
      : typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))));
    this.#draw();
  }

  /** Fetches the same as CSV, all rows that the server gives, and hands it over as a file. */
  async #download() {
    show($('sql-note'), 'fetching …');
    try {
      const answer = await send('v1/sql', {format: 'csv', limit: 100000},
        {method: 'POST', body: this.#asked, headers: {'Content-Type': 'application/sql'}});
      const link = make('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = 'tapedeck.csv';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      const cut = answer.headers.get('Tapedeck-Truncated') === 'true';
      show($('sql-note'), cut ? 'saved; there are more rows than one answer may have' : 'saved');
    } catch (error) {
      show($('sql-note'), error.message);
      $('sql-note').classList.add('bad');
    }
  }
}
