package io.tapedeck.server;

import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code GET /} and {@code GET /console/{file}}: the console, a page for people, out of the jar. The page is plain modules and
 * style sheets that talk to the other routes as any client does; nothing of it is made on the server. The policy that goes with
 * it lets scripts and styles in only from here, so a text from outside cannot become a script even where the page failed to show
 * it as text.
 *
 * <p>Browsers keep the files, and ask each time whether they are still the same ({@code ETag}). A file is read when it is first asked for, so that a start costs
 * no more for it, and kept; any thread.
 */
final class ConsoleRoute implements Route {
    /** What is served; a test holds this list against the directory. */
    static final List<String> FILES = List.of(
            "index.html",
            "console.css",
            "icon.svg",
            "alerts.js",
            "api.js",
            "chart.js",
            "dom.js",
            "live.js",
            "machine.js",
            "main.js",
            "plot.js",
            "positions.js",
            "replay.js",
            "sql.js",
            "symbols.js",
            "ticks.js",
            "words.js",
            ConsoleRoute.CHARTS);

    /** The chart library, which the build takes from its package; a build that could not has none, and the page says so. */
    static final String CHARTS = "lightweight-charts.mjs";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8");

    private record File(byte[] bytes, String type, String tag) {}

    private final Map<String, File> files = new ConcurrentHashMap<>(); // those that were asked for

    /** Reads a file, or returns null where this build has it not. */
    private static File read(String name) {
        try (InputStream in = ConsoleRoute.class.getResourceAsStream("console/" + name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            return new File(
                    bytes, type(name), Sha256.hex(Sha256.digest().digest(bytes)).substring(0, 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }

    @Override
    public Set<Format> formats() {
        return Set.of();
    }

    @Override
    public boolean isInstant(Call call) {
        return files.containsKey(name(call));
    }

    private static String name(Call call) {
        String name = call.pathValue("file");
        return name == null ? "index.html" : name;
    }

    @Override
    public void answer(Call call) {
        String name = name(call);
        File file = FILES.contains(name) ? files.computeIfAbsent(name, ConsoleRoute::read) : null;
        if (file == null) {
            throw new ProblemException(404, "not_found", "the console has no file " + Shown.of(name));
        }
        call.setHeader("Content-Security-Policy", POLICY);
        call.setHeader("Referrer-Policy", "no-referrer");
        call.setHeader("Cache-Control", "no-cache");
        call.setHeader("ETag", '"' + file.tag() + '"');
        if (ETagUtils.handleIfNoneMatch(call.header("If-None-Match"), new ETag(false, file.tag()), true)) {
            call.send(200, file.type(), file.bytes());
        } else {
            call.end(304);
        }
    }
}
