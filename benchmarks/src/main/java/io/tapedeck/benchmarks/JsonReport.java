package io.tapedeck.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results for programs. Stateless. */
final class JsonReport {
    private JsonReport() {}

    static Map<String, Object> of(Machine machine, int runs, List<RowResult> results) {
        Map<String, Object> rows = new LinkedHashMap<>();
        results.forEach(result -> rows.put(result.row().name(), row(result)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine.facts());
        all.put("runs", runs);
        all.put("rows", rows);
        return all;
    }

    private static Map<String, Object> row(RowResult result) {
        Map<String, Object> contenders = new LinkedHashMap<>();
        for (String contender : result.contenders()) {
            Map<String, Object> figures = new LinkedHashMap<>();
            for (String name : result.names(contender)) {
                figures.put(name, figure(result, contender, name));
            }
            contenders.put(contender, figures);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("about", result.row().about());
        row.put("ticks", result.ticks());
        row.put("baseline", result.row().baseline());
        row.put("contenders", contenders);
        return row;
    }

    private static Map<String, Object> figure(RowResult result, String contender, String name) {
        double[] runs = result.runs(contender, name);
        Spread spread = Spread.of(runs);
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("median", spread.median());
        figure.put("least", spread.least());
        figure.put("most", spread.most());
        figure.put("runs", runs);
        Spread ratio = result.ratio(contender, name);
        if (ratio != null) {
            figure.put("ratio", ratio.median());
            figure.put("ratio_least", ratio.least());
            figure.put("ratio_most", ratio.most());
        }
        return figure;
    }
}
