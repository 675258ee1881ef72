package dev.trainyard.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Whether two models differ on the same rows, metric by metric.
 *
 * @param bootstrap gives the interval of the difference; a difference is real where p is below one less its level
 */
public record PairedTest(Bootstrap bootstrap) {
    /** What a difference is. */
    public enum Verdict {
        /** Greater than chance explains, in the good direction. */
        BETTER,
        /** Greater than chance explains, in the bad direction. */
        WORSE,
        /** No greater than chance may well make it. */
        NOT_DISTINGUISHABLE
    }

    /**
     * One metric of two models.
     *
     * @param rows rows that both have it for
     * @param probability that models which are alike differ so much on as many rows
     * @param words the same as a sentence
     */
    public record Result(
            String metric,
            double value,
            double other,
            double difference,
            Interval interval,
            double probability,
            String test,
            long rows,
            Verdict verdict,
            String words) {}

    /** The tests of all metrics that both have. Times are not compared: the models were not timed in turn. */
    public List<Result> compare(RowScores own, RowScores other) {
        List<Result> results = new ArrayList<>();
        boolean classify = own.column(ClassMetrics.CLASSES).isPresent();
        for (Metric metric : classify ? ClassMetrics.ALL : TextMetrics.ALL) {
            if (!metric.column().equals(TextMetrics.ANSWER)) {
                compare(metric, own, other).ifPresent(results::add);
            }
        }
        if (classify && own.labels().equals(other.labels())) {
            for (ClassMeasure.Mean mean : ClassMeasure.Mean.values()) {
                compare(mean, own, other).ifPresent(results::add);
            }
        }
        return results;
    }

    private Optional<Result> compare(Metric metric, RowScores own, RowScores other) {
        Optional<Pair> pair = Pair.of(metric.column(), own, other);
        if (metric.column().equals(TextMetrics.LIKELIHOOD)) {
            pair = pair.filter(Pair::countsTheSameTokens);
        }
        return pair.flatMap(two -> result(
                metric.name(), metric.lowerIsBetter(), metric.of(two.own), metric.of(two.other), mcNemar(metric, two)));
    }

    private Optional<Result> compare(ClassMeasure.Mean mean, RowScores own, RowScores other) {
        int classes = own.labels().size();
        return Pair.of(ClassMetrics.CLASSES, own, other)
                .flatMap(two -> result(
                        mean.metric(),
                        false,
                        new ClassMeasure(two.own, classes, mean),
                        new ClassMeasure(two.other, classes, mean),
                        Optional.empty()));
    }

    private Optional<Result> result(
            String metric, boolean lowerIsBetter, Measure own, Measure other, Optional<Double> mcNemar) {
        double value = own.value();
        double against = other.value();
        if (own.rows() < 2 || Double.isNaN(value) || Double.isNaN(against)) {
            return Optional.empty();
        }
        double probability = mcNemar.orElseGet(
                () -> new Randomization(bootstrap.resamples(), bootstrap.seed()).probability(own, other));
        boolean real = probability < 1 - bootstrap.level();
        boolean better = lowerIsBetter ? value < against : value > against;
        Verdict verdict = !real ? Verdict.NOT_DISTINGUISHABLE : better ? Verdict.BETTER : Verdict.WORSE;
        Result result = new Result(
                metric,
                value,
                against,
                value - against,
                bootstrap.difference(own, other),
                probability,
                mcNemar.isPresent() ? "McNemar's exact test" : "approximate randomisation",
                own.rows(),
                verdict,
                "");
        return Optional.of(withWords(result));
    }

    private Result withWords(Result r) {
        String level = String.format(Locale.ROOT, "%.0f %%", 100 * bootstrap.level());
        String judged = switch (r.verdict) {
            case BETTER -> "better, and the difference is real";
            case WORSE -> "worse, and the difference is real";
            case NOT_DISTINGUISHABLE -> "a difference that chance may well make";
        };
        String words = String.format(
                Locale.ROOT,
                "%s is %.4g against %.4g on %d rows, %s: %+.4g (%s interval %+.4g to %+.4g), p = %.3g by %s",
                r.metric,
                r.value,
                r.other,
                r.rows,
                judged,
                r.difference,
                level,
                r.interval.low(),
                r.interval.high(),
                r.probability,
                r.test);
        return new Result(
                r.metric, r.value, r.other, r.difference, r.interval, r.probability, r.test, r.rows, r.verdict, words);
    }

    private static Optional<Double> mcNemar(Metric metric, Pair pair) {
        OptionalInt hit = metric.hit();
        if (hit.isEmpty()) {
            return Optional.empty();
        }
        int first = 0;
        int second = 0;
        for (int i = 0; i < pair.own.size(); i++) {
            int difference = (int) (pair.own.entry(i, hit.getAsInt()) - pair.other.entry(i, hit.getAsInt()));
            first += difference > 0 ? 1 : 0;
            second += difference < 0 ? 1 : 0;
        }
        return Optional.of(McNemar.probability(first, second));
    }

    /** The rows that both have, in the same order. */
    private record Pair(Column own, Column other) {
        static Optional<Pair> of(String column, RowScores own, RowScores other) {
            return own.column(column)
                    .flatMap(first -> other.column(column)
                            .filter(second -> second.width() == first.width())
                            .map(second -> of(first.inOrderOf(second), second))
                            .filter(pair -> pair.own.size() > 0));
        }

        private static Pair of(Column shared, Column second) {
            return new Pair(shared, second.inOrderOf(shared));
        }

        /** Otherwise the models cut the text into other tokens, and a likelihood per token says nothing. */
        boolean countsTheSameTokens() {
            return Stream.iterate(0, i -> i < own.size(), i -> i + 1)
                    .allMatch(i -> own.entry(i, 2) == other.entry(i, 2));
        }
    }
}
