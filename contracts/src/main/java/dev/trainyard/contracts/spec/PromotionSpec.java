package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When an alias moves to the scored version: where every threshold holds, and, where {@code betterThan} is given, the
 * paired test with that version on the same rows comes out as {@code require} says.
 *
 * @param alias to move, such as {@code champion}
 * @param betterThan a version, such as {@code NAME@champion}, or {@code @champion} of the same model; where there is none
 *     yet, nothing is to be better than
 * @param metric that is tested; empty without {@code betterThan}
 * @param significance below this probability of chance a difference is real
 */
public record PromotionSpec(
        String alias, Optional<String> betterThan, Optional<String> metric, double significance, Require require) {
    private static final Pattern ALIAS = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    /** What the test must show. */
    public enum Require {
        /** No real difference in the bad direction. */
        NO_REGRESSION,
        /** A real difference in the good direction. */
        GAIN
    }

    static Optional<PromotionSpec> read(Section evaluation) {
        if (!evaluation.has("promotion")) {
            return Optional.empty();
        }
        Section section = evaluation.section("promotion");
        PromotionSpec read = new PromotionSpec(
                section.text("alias").orElse(""),
                section.text("better_than"),
                section.text("metric").map(Metric::usual),
                section.number("significance", Bounds.between(0.0001, 0.5), 0.05),
                section.choice("require", Require.NO_REGRESSION, List.of()));
        section.end();
        read.check(section);
        return Optional.of(read);
    }

    private void check(Section section) {
        if (!section.doubtful("alias") && (!ALIAS.matcher(alias).matches() || alias.equals("latest"))) {
            section.problem(
                    "alias",
                    alias.isEmpty()
                            ? "missing: name the alias that moves, such as champion"
                            : "\"" + Section.shown(alias)
                                    + "\" cannot be an alias: use 1 to 63 of a-z, 0-9, '_' and '-',"
                                    + " starting with a letter, and not latest");
        }
        if (betterThan.isPresent() && metric.isEmpty() && !section.doubtful("metric")) {
            section.problem("metric", "missing: name the metric in which it is to be better than " + betterThan.get());
        }
        if (betterThan.isEmpty() && metric.isPresent()) {
            section.problem("better_than", "missing: name the version it is compared with, such as @champion");
        }
        metric.filter(name -> Metric.named(name).isEmpty())
                .ifPresent(name -> section.problem(
                        "metric",
                        "unknown metric \"" + Section.shown(name) + "\"" + Spelling.suggestion(name, Metric.names())
                                + " supported: " + String.join(", ", Metric.names())));
        metric.filter(name -> name.equals("latency_ms") || name.equals("tokens_per_second"))
                .ifPresent(name -> section.problem(
                        "metric",
                        name + " is not compared, as models are not timed in turn: take a metric of quality"));
    }
}
