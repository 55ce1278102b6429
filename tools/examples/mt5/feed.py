"""Sends a MetaTrader 5 terminal's ticks to a Tapedeck:  python feed.py EURUSD XAUUSD --zone Europe/Athens

Needs Windows, a terminal that is logged in, and `pip install MetaTrader5`. Not run against a terminal so far: its test has a
module in the place of MetaTrader5 that gives made-up ticks.

--zone is the zone of the broker's clock, in which MetaTrader counts its times. Ticks of one millisecond are told apart by their
number in it, so the cursor of a symbol is (last millisecond, how many of its ticks were sent). Each request has an
Idempotency-Key and is sent again under it until it is answered, so a broken connection leaves nothing twice. A cursor lives as
long as this process: after a start, it begins with the newest tick. The variable TAPEDECK_TOKEN holds the token of a server that
wants one.
"""
import argparse
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import MetaTrader5 as mt5

TICKS_A_REQUEST = 5_000
FIELDS = ("bid", "ask", "last", "volume", "time_msc", "flags", "volume_real")


def new_ticks(symbol, cursor):
    """The ticks behind the cursor, oldest first."""
    last_msc, sent = cursor
    count = TICKS_A_REQUEST
    while True:
        # It takes whole seconds, so what was sent of this one comes again.
        ticks = mt5.copy_ticks_from(symbol, last_msc // 1000, count, mt5.COPY_TICKS_ALL)
        if ticks is None:
            raise SystemExit(f"{symbol}: {mt5.last_error()}")
        seen = sent
        fresh = []
        for tick in ticks:
            if tick["time_msc"] > last_msc or (tick["time_msc"] == last_msc and seen == 0):
                fresh.append(tick)
            elif tick["time_msc"] == last_msc:
                seen -= 1
        if fresh or len(ticks) < count:
            return fresh
        count *= 2  # a full answer of nothing but what was sent: look further


def moved(cursor, ticks):
    """The cursor behind the ticks."""
    last_msc = int(ticks[-1]["time_msc"])
    sent = sum(1 for tick in ticks if tick["time_msc"] == last_msc)
    return last_msc, sent + (cursor[1] if last_msc == cursor[0] else 0)


def body(symbol, ticks):
    """The ticks as lines of JSON; repr of a float is its shortest exact text."""
    rows = []
    for tick in ticks:
        row = {"symbol": symbol}
        for field in FIELDS:
            value = tick[field]
            row[field] = float(value) if field in ("bid", "ask", "last", "volume_real") else int(value)
        rows.append(json.dumps(row))
    return "\n".join(rows).encode()


def send(url, data):
    """Sends until it is answered."""
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": str(uuid.uuid4())}
    if os.environ.get("TAPEDECK_TOKEN"):
        headers["Authorization"] = "Bearer " + os.environ["TAPEDECK_TOKEN"]
    while True:
        try:
            request = urllib.request.Request(url, data, headers)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503, 504, 507):
                raise SystemExit(refused.read().decode())
        except OSError:
            pass  # not there, or gone before it answered
        time.sleep(1)


def main():
    options = argparse.ArgumentParser(description="Sends a MetaTrader 5 terminal's ticks to a Tapedeck.")
    options.add_argument("symbols", nargs="+")
    options.add_argument("--zone", required=True, help="the zone of the broker's clock, such as Europe/Athens")
    options.add_argument("--url", default="http://localhost:8000")
    options.add_argument("--every", type=float, default=0.25, help="seconds between two looks")
    options = options.parse_args()
    url = options.url + "/v1/ticks?" + urllib.parse.urlencode({"zone": options.zone})
    if not mt5.initialize():
        raise SystemExit(f"no terminal: {mt5.last_error()}")
    cursors = {}
    for symbol in options.symbols:
        if not mt5.symbol_select(symbol, True):
            raise SystemExit(f"{symbol}: {mt5.last_error()}")
        newest = mt5.symbol_info_tick(symbol)
        cursors[symbol] = (int(newest.time_msc), 0)
    while True:
        for symbol in options.symbols:
            ticks = new_ticks(symbol, cursors[symbol])
            if ticks:
                send(url, body(symbol, ticks))
                cursors[symbol] = moved(cursors[symbol], ticks)
        time.sleep(options.every)


if __name__ == "__main__":
    main()
