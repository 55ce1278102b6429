package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** {@code GET /}: says what is here, with links and first queries to copy; needs nothing from elsewhere. */
final class FrontPage implements Route {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Tapedeck</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em }
            pre { background: #8881; padding: .8em; overflow-x: auto }
            </style>
            <h1>Tapedeck ${version}</h1>
            <p>A recorder of market ticks answers here. ${mode}</p>
            <ul>
            <li><a href="/health?pretty">/health</a>: how it fares
            <li><a href="/metrics">/metrics</a>: the same for Prometheus
            <li><a href="/v1/symbols?pretty">/v1/symbols</a>: what is recorded
            <li><a href="/v1/latest?pretty">/v1/latest</a>: the latest trade and quote of each symbol
            <li><a href="/v1/trades?last=20&amp;pretty">/v1/trades</a>, <a href="/v1/quotes?last=20&amp;pretty">/v1/quotes</a>:
            ticks, also as <a href="/v1/trades.csv?last=20">.csv</a> and <a href="/v1/trades.ndjson?last=20">.ndjson</a>
            <li>/v1/candles, /v1/stats: need <code>symbol</code>
            <li><a href="/v1/stream?after=0">/v1/stream</a>, /v1/ws: live, as server-sent events and over a WebSocket
            <li><a href="/v1/sql?q=SELECT%20*%20FROM%20symbols&amp;pretty">/v1/sql</a>: a SELECT over the tape
            <li><a href="/v1/replay?symbol=*&amp;speed=max&amp;to_seq=20">/v1/replay</a>: ticks again, at their pace
            <li><a href="/openapi.json?pretty">/openapi.json</a>: all of this for programs
            </ul>
            <p>Try:</p>
            <pre>
            curl -X POST ${address}/v1/ticks -H 'Content-Type: application/json' \\
              -d '{"symbol":"BTCUSD","price":"60000.10","size":"0.5","side":"buy"}'
            curl '${address}/v1/trades?symbol=BTCUSD&amp;last=10&amp;pretty'
            curl '${address}/v1/candles?symbol=BTCUSD&amp;interval=1m&amp;from=-1h&amp;pretty'
            curl '${address}/v1/trades.csv?symbol=BTCUSD&amp;from=-1d' -o trades.csv
            </pre>
            </html>
            """;

    private final boolean readOnly;

    FrontPage(boolean readOnly) {
        this.readOnly = readOnly;
    }

    @Override
    public Set<Format> formats() {
        return Set.of();
    }

    @Override
    public void answer(Call call) {
        String host = call.header("Host");
        String address = call.scheme() + "://"
                + (host == null || !host.matches("[A-Za-z0-9.:\\[\\]-]+") ? "localhost:8000" : host);
        String page = PAGE.replace("${version}", Version.text())
                .replace(
                        "${mode}",
                        readOnly ? "It reads a tape and takes no ticks." : "It takes ticks and reads them back.")
                .replace("${address}", address);
        call.send(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }
}
