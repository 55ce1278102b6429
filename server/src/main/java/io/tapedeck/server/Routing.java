package io.tapedeck.server;

import io.tapedeck.server.Workers.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The table of routes: a line for each method and path. It is filled before the server starts and only read afterwards, by any
 * thread.
 */
final class Routing {
    /**
     * A line of the table.
     *
     * @param method GET (which covers HEAD), POST and so on
     * @param path the path without an ending; a part in braces stands for any one part
     * @param pool which workers answer
     * @param access who may ask
     * @param route what answers
     * @param parameters all query parameters that are understood
     */
    record Entry(String method, String path, Pool pool, Access access, Route route, List<String> parameters) {}

    /**
     * The line that answers a request.
     *
     * @param entry the line
     * @param pathValues what stands for the parts in braces, decoded
     * @param ending the shape that the path ends in, or null
     */
    record Match(Entry entry, Map<String, String> pathValues, Format ending) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Adds a line for those who may read, where the method is GET, or write. */
    Routing add(String method, String path, Pool pool, Route route) {
        return add(method, path, pool, Access.of(method), route);
    }

    /** Adds a line. */
    Routing add(String method, String path, Pool pool, Access access, Route route) {
        List<String> parameters = new ArrayList<>(route.parameters());
        if (route.formats().size() > 1) {
            parameters.add("format");
        }
        if (route.formats().contains(Format.JSON)) {
            parameters.add("pretty");
        }
        entries.add(new Entry(method, path, pool, access, route, List.copyOf(parameters)));
        return this;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * Finds what answers a request.
     *
     * @throws ProblemException not_found, or method_not_allowed with the methods that are as its member {@code allow}
     */
    Match match(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        Set<String> allowed = new TreeSet<>();
        for (Entry entry : entries) {
            Match match = match(entry, path);
            if (match != null && entry.method().equals(wanted)) {
                return match;
            }
            if (match != null) {
                allowed.add(entry.method());
            }
        }
        throw allowed.isEmpty() ? notFound(path) : notAllowed(method, path, allowed);
    }

    private static Match match(Entry entry, String path) {
        Map<String, String> values = values(entry.path(), path);
        if (values != null) {
            return new Match(entry, values, null);
        }
        int dot = path.lastIndexOf('.');
        if (dot < 0 || entry.route().formats().size() < 2) {
            return null;
        }
        for (Format format : entry.route().formats()) {
            if (path.substring(dot + 1).equals(format.ending())) {
                values = values(entry.path(), path.substring(0, dot));
                return values == null ? null : new Match(entry, values, format);
            }
        }
        return null;
    }

    /** What stands for the pattern's parts in braces, or null where the path is not of the pattern. */
    private static Map<String, String> values(String pattern, String path) {
        if (pattern.indexOf('{') < 0) {
            return pattern.equals(path) ? Map.of() : null;
        }
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
                values.put(wanted[i].substring(1, wanted[i].length() - 1), Percent.decodePath(given[i]));
            } else if (!wanted[i].equals(given[i])) {
                return null;
            }
        }
        return values;
    }

    private ProblemException notFound(String path) {
        String nearest = Nearest.of(
                path,
                entries.stream()
                        .map(Entry::path)
                        .filter(known -> !known.equals(McpAddress.ROUTE)) // nobody is told whether it is offered
                        .toList());
        return new ProblemException(
                404,
                "not_found",
                "there is no " + Shown.path(path) + ": "
                        + (nearest == null ? "GET / lists what is" : "did you mean " + nearest + "?"));
    }

    private static ProblemException notAllowed(String method, String path, Set<String> allowed) {
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String allow = allowed.stream().collect(Collectors.joining(", "));
        return new ProblemException(
                        405,
                        "method_not_allowed",
                        Shown.path(path) + " does not take " + method + ": it takes " + allow)
                .with("allow", allow);
    }
}
