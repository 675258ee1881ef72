package dev.trainyard.evaluation.statistics;

import dev.trainyard.evaluation.statistics.RowScores.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which metrics rows have. */
final class RowMetrics {
    private RowMetrics() {}

    static List<Entry> of(RowScores rows) {
        Optional<Column> classes = rows.column(ClassMetrics.CLASSES);
        List<Entry> entries = new ArrayList<>();
        for (Metric metric : classes.isPresent() ? ClassMetrics.ALL : TextMetrics.ALL) {
            rows.column(metric.column())
                    .map(metric::of)
                    .ifPresent(measure -> entries.add(
                            new Entry(metric.name(), metric.definition(), metric.lowerIsBetter(), measure)));
        }
        classes.ifPresent(column -> {
            for (ClassMeasure.Mean mean : ClassMeasure.Mean.values()) {
                entries.add(new Entry(
                        mean.metric(),
                        mean.definition(),
                        false,
                        new ClassMeasure(column, rows.labels().size(), mean)));
            }
        });
        entries.removeIf(entry -> Double.isNaN(entry.measure().value()));
        return entries;
    }
}
