package io.tapedeck.server;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tools {@code search} and {@code fetch}, in the shapes that ChatGPT's connectors ask for: a symbol is a document. Any thread. */
final class DocumentTools {
    private static final String SYMBOL = "symbol:";
    private static final int MAX_RESULTS = 20;
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Reading reading;
    private final OverviewTool overview;
    private final URI publicUrl;

    /**
     * The tools.
     *
     * @param publicUrl where clients see the server, or null where they see it by the name that they ask for
     */
    DocumentTools(Reading reading, OverviewTool overview, URI publicUrl) {
        this.reading = reading;
        this.overview = overview;
        this.publicUrl = publicUrl;
    }

    List<McpTool> all() {
        return List.of(McpTool.reading("search", this::search), McpTool.reading("fetch", this::fetch));
    }

    /** A symbol and how well it fits. */
    private record Hit(String symbol, int score) {}

    private ObjectNode search(McpCall call) {
        String query = call.text("query") == null ? "" : call.text("query");
        List<String> words = new ArrayList<>();
        for (String word : NO_WORD.split(query.toLowerCase(Locale.ROOT))) {
            if (word.length() > 1) {
                words.add(word);
            }
        }
        List<Hit> hits = new ArrayList<>();
        for (int symbol : reading.engine().symbols(null)) {
            String name = reading.engine().registry().name(symbol);
            int score = query.isBlank() ? 1 : score(name.toLowerCase(Locale.ROOT), words);
            if (score > 0) {
                hits.add(new Hit(name, score));
            }
        }
        hits.sort(Comparator.comparingInt(Hit::score).reversed().thenComparing(Hit::symbol));
        ObjectNode answer = McpJson.MAPPER.createObjectNode();
        ArrayNode results = answer.putArray("results");
        for (Hit hit : hits.subList(0, Math.min(hits.size(), MAX_RESULTS))) {
            results.addObject()
                    .put("id", SYMBOL + hit.symbol())
                    .put("title", hit.symbol())
                    .put("url", url(call, hit.symbol()));
        }
        return answer;
    }

    /** A word that is the name, or its part behind the venue, counts most; then one that the name begins with, or has in it. */
    private static int score(String name, List<String> words) {
        int score = 0;
        String bare = name.substring(name.indexOf(':') + 1);
        for (String word : words) {
            if (name.equals(word) || bare.equals(word)) {
                score += 100;
            } else if (bare.startsWith(word) || word.startsWith(bare)) {
                score += 10;
            } else if (name.contains(word)) {
                score += 3;
            }
        }
        return score;
    }

    private ObjectNode fetch(McpCall call) throws IOException {
        String id = call.text("id");
        String symbol = id.startsWith(SYMBOL) ? id.substring(SYMBOL.length()) : "";
        if (symbol.isEmpty() || reading.engine().symbols(symbol).length != 1) {
            throw new ProblemException(
                    404, "unknown_document", "there is no document " + Shown.of(id) + ": take an id that search gives");
        }
        ObjectNode text = overview.of(call, Map.of("symbol", symbol), 1);
        ObjectNode answer = McpJson.MAPPER.createObjectNode();
        answer.put("id", id);
        answer.put("title", symbol);
        answer.put("text", McpJson.MAPPER.writeValueAsString(text));
        answer.put("url", url(call, symbol));
        ObjectNode metadata = answer.putObject("metadata");
        for (String name : List.of("notice", "stale", "as_of", "seq")) {
            metadata.set(name, text.path(name));
        }
        return answer;
    }

    private String url(McpCall call, String symbol) {
        String base = publicUrl != null
                ? publicUrl.toString().replaceFirst("/$", "")
                : call.outer().scheme() + "://" + call.outer().header("Host");
        return base + "/v1/latest?symbol=" + URLEncoder.encode(symbol, StandardCharsets.UTF_8);
    }
}
