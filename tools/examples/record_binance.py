"""Records Binance's trades into a Tapedeck: python3 record_binance.py btcusdt ethusdt   (pip install websockets)"""
import asyncio, json, os, sys, time, urllib.request, uuid
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
DECK = os.environ.get("TAPEDECK_URL", "http://localhost:8000") + "/v1/ticks?venue=BINANCE"
FEED = os.environ.get("BINANCE_URL", "wss://stream.binance.com:9443") + "/stream?streams="
rows = []
def send(batch):  # under one key until it is answered: recorded once, whatever became of the answers
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": str(uuid.uuid4())}
    if "TAPEDECK_TOKEN" in os.environ: headers["Authorization"] = "Bearer " + os.environ["TAPEDECK_TOKEN"]
    request = urllib.request.Request(DECK, "\n".join(batch).encode(), headers)
    while True:
        try: return urllib.request.urlopen(request, timeout=30).read()
        except OSError as failed:  # an answer that is no 200 is one too
            if getattr(failed, "code", 503) not in (429, 503, 504, 507): raise RuntimeError(failed.read()) from failed
            time.sleep(1)
async def post():
    while await asyncio.sleep(0.2, True):
        batch, rows[:] = rows[:100_000], rows[100_000:]
        if batch: await asyncio.to_thread(send, batch)
async def listen(streams):
    async for socket in connect(FEED + "/".join(streams)):  # connects again by itself
        try:
            async for text in socket:
                t = json.loads(text)["data"]  # m: the buyer was the maker, so the aggressor sold
                rows.append(json.dumps({"symbol": t["s"], "ts": t["T"], "recv_ts": time.time_ns(), "price": t["p"],
                                        "size": t["q"], "side": "sell" if t["m"] else "buy", "id": t["t"]}))
        except ConnectionClosed: pass
async def main(): await asyncio.gather(post(), listen([s.lower() + "@trade" for s in sys.argv[1:] or ["btcusdt"]]))
asyncio.run(main())
