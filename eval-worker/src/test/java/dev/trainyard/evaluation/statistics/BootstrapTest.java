package dev.trainyard.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.evaluation.metrics.Bleu;
import dev.trainyard.evaluation.metrics.Golden;
import dev.trainyard.evaluation.statistics.Bootstrap.Method;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class BootstrapTest {
    private static final JsonNode GOLDEN = Golden.read("statistics-golden.json");
    private static final Metric MEAN =
            new Metric("mean", "x", sums -> sums[0] / sums[1], false, OptionalInt.empty(), "");

    @Test
    void readsIntervalsFromDrawsAsScipyDoes() {
        for (JsonNode golden : GOLDEN.path("bootstrap")) {
            Measure mean = mean(golden.path("x"));
            double[] drawn = numbers(golden.path("drawn"));
            double bias = Normal.quantile(Bootstrap.shareBelow(drawn, mean.value()));
            double acceleration = Bootstrap.acceleration(mean);
            assertThat(acceleration).isCloseTo(golden.path("acceleration").asDouble(), within(1e-12));
            assertThat(Bootstrap.corrected(bias, acceleration, 0.025))
                    .isCloseTo(golden.at("/alpha/0").asDouble(), within(1e-9));
            assertThat(Bootstrap.corrected(bias, acceleration, 0.975))
                    .isCloseTo(golden.at("/alpha/1").asDouble(), within(1e-9));
            double[] shares = {0, 0.025, 0.5, 0.61, 0.975, 1};
            for (int i = 0; i < shares.length; i++) {
                assertThat(Bootstrap.quantile(drawn, shares[i]))
                        .isCloseTo(golden.path("quantiles").get(i).asDouble(), within(1e-12));
            }
        }
    }

    @Test
    void drawsIntervalsCloseToThoseOfScipy() {
        for (JsonNode golden : GOLDEN.path("bootstrap")) {
            Measure mean = mean(golden.path("x"));
            isClose(new Bootstrap(Method.BCA, 0.95, 20_000, 1).interval(mean), golden.path("bca"));
            isClose(new Bootstrap(Method.PERCENTILE, 0.95, 20_000, 1).interval(mean), golden.path("percentile"));
        }
    }

    private static void isClose(Interval interval, JsonNode expected) {
        double width = expected.get(1).asDouble() - expected.get(0).asDouble();
        assertThat(interval.low()).isCloseTo(expected.get(0).asDouble(), within(0.03 * width));
        assertThat(interval.high()).isCloseTo(expected.get(1).asDouble(), within(0.03 * width));
    }

    @Test
    void repeatsItselfWithTheSameSeedAlone() {
        Measure mean = mean(GOLDEN.at("/bootstrap/2/x"));
        Interval first = new Bootstrap(Method.BCA, 0.9, 200, 5).interval(mean);
        assertThat(new Bootstrap(Method.BCA, 0.9, 200, 5).interval(mean)).isEqualTo(first);
        assertThat(new Bootstrap(Method.BCA, 0.9, 200, 6).interval(mean)).isNotEqualTo(first);
        assertThat(first.method()).isEqualTo("bca");
        assertThat(new Bootstrap(Method.BCA, 0.99, 200, 5).interval(mean).low()).isLessThan(first.low());
    }

    @Test
    void drawsWholeRowsOfACorpusScore() {
        Column pairs = new Column(Bleu.WIDTH);
        for (int row = 0; row < 30; row++) {
            pairs.add(row, Bleu.statistics("the train is " + row + " minutes late today", "the train is late today"));
        }
        Metric bleu = TextMetrics.ALL.stream()
                .filter(metric -> metric.name().equals("bleu"))
                .findFirst()
                .orElseThrow();
        Interval interval = new Bootstrap(Method.PERCENTILE, 0.95, 300, 1).interval(bleu.of(pairs));
        double score = bleu.of(pairs).value();
        // All rows have the same n-grams right, so whichever are drawn, the score is the same.
        assertThat(interval.low()).isCloseTo(score, within(1e-9));
        assertThat(interval.high()).isCloseTo(score, within(1e-9));
        for (int row = 30; row < 40; row++) {
            pairs.add(row, Bleu.statistics("the train is late today", "the train is late today"));
        }
        Interval wider = new Bootstrap(Method.PERCENTILE, 0.95, 300, 1).interval(bleu.of(pairs));
        assertThat(wider.high() - wider.low()).isGreaterThan(1);
        assertThat(wider.low()).isGreaterThan(score);
    }

    @Test
    void hasNoIntervalOfOneRow() {
        Column one = new Column(2);
        one.add(1, 0.5, 1);
        Interval interval = new Bootstrap(Method.BCA, 0.95, 100, 1).interval(MEAN.of(one));
        assertThat(interval.low()).isNaN();
        assertThat(interval.high()).isNaN();
    }

    @Test
    void hasAnIntervalWithoutWidthWhereAllRowsSayTheSame() {
        Column same = new Column(2);
        for (int row = 0; row < 20; row++) {
            same.add(row, 1, 1);
        }
        Interval interval = new Bootstrap(Method.BCA, 0.95, 100, 1).interval(MEAN.of(same));
        assertThat(interval.low()).isEqualTo(1);
        assertThat(interval.high()).isEqualTo(1);
        assertThat(interval.method()).isEqualTo("percentile");
        assertThat(Normal.cumulative(Double.NaN)).isNaN();
        assertThat(Normal.quantile(Double.NaN)).isNaN();
    }

    @Test
    void knowsTheNormalDistribution() {
        for (JsonNode pair : GOLDEN.path("normal_quantiles")) {
            assertThat(Normal.quantile(pair.get(0).asDouble()))
                    .isCloseTo(pair.get(1).asDouble(), within(1e-8));
        }
        for (JsonNode pair : GOLDEN.path("normal_cumulative")) {
            assertThat(Normal.cumulative(pair.get(0).asDouble()))
                    .isCloseTo(pair.get(1).asDouble(), within(1e-14));
        }
    }

    static Measure mean(JsonNode numbers) {
        Column column = new Column(2);
        for (double number : numbers(numbers)) {
            column.add(column.size(), number, 1);
        }
        return MEAN.of(column);
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asDouble();
        }
        return numbers;
    }
}
