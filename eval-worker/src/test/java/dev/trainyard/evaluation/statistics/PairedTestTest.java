package dev.trainyard.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.evaluation.metrics.Golden;
import dev.trainyard.evaluation.statistics.Bootstrap.Method;
import dev.trainyard.evaluation.statistics.PairedTest.Result;
import dev.trainyard.evaluation.statistics.PairedTest.Verdict;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

final class PairedTestTest {
    private static final JsonNode GOLDEN = Golden.read("statistics-golden.json");
    private static final PairedTest TEST = new PairedTest(new Bootstrap(Method.BCA, 0.95, 1000, 42));

    @Test
    void mcNemarEqualsTheBinomialTestOfScipy() {
        for (JsonNode golden : GOLDEN.path("mcnemar")) {
            assertThat(McNemar.probability(golden.get(0).asInt(), golden.get(1).asInt()))
                    .as(golden::toString)
                    .isCloseTo(golden.get(2).asDouble(), within(1e-9));
        }
    }

    @Test
    void randomisationEqualsThePermutationTestOfScipyWhereAllSwapsAreTried() {
        for (JsonNode golden : GOLDEN.path("randomisation")) {
            double found = new Randomization(1024, 1)
                    .probability(BootstrapTest.mean(golden.path("own")), BootstrapTest.mean(golden.path("other")));
            assertThat(found).as(golden::toString).isCloseTo(golden.path("p").asDouble(), within(1e-12));
        }
    }

    @Test
    void randomisationBySamplesIsCloseToTryingAllSwaps() {
        for (JsonNode golden : GOLDEN.path("randomisation")) {
            int rows = golden.path("own").size();
            double found = new Randomization((1 << rows) - 1, 1)
                    .probability(BootstrapTest.mean(golden.path("own")), BootstrapTest.mean(golden.path("other")));
            double spread = Math.sqrt(0.25 / (1 << rows));
            assertThat(found).isCloseTo(golden.path("p").asDouble(), within(4 * spread));
        }
    }

    @Test
    void tellsARealDifferenceFromChance() {
        RowScores good = rows(row -> row % 10 != 0);
        RowScores bad = rows(row -> row % 2 == 0);
        RowScores alike = rows(row -> row % 10 != 1);

        assertThat(result(TEST.compare(good, bad)).verdict()).isEqualTo(Verdict.BETTER);
        Result worse = result(TEST.compare(bad, good));
        assertThat(worse.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(worse.difference()).isCloseTo(-0.4, within(1e-9));
        assertThat(worse.interval().high()).isNegative();
        assertThat(worse.test()).isEqualTo("McNemar's exact test");
        assertThat(worse.words()).contains("0.5000 against 0.9000 on 100 rows", "the difference is real", "-0.4000");
        Result chance = result(TEST.compare(good, alike));
        assertThat(chance.verdict()).isEqualTo(Verdict.NOT_DISTINGUISHABLE);
        assertThat(chance.probability()).isEqualTo(1);
        assertThat(chance.words()).contains("chance may well make");
    }

    @Test
    void comparesTheRowsThatBothHaveWhateverTheirOrder() {
        RowScores own = new RowScores(List.of());
        RowScores other = new RowScores(List.of());
        for (long row : new long[] {1, 2, 3, 4}) {
            own.add(TextMetrics.EXACT_MATCH, row, row % 2, 1);
        }
        for (long row : new long[] {5, 4, 3, 2}) {
            other.add(TextMetrics.EXACT_MATCH, row, row % 2, 1);
        }
        Result result = result(TEST.compare(own, other));
        assertThat(result.rows()).isEqualTo(3);
        assertThat(result.probability()).isEqualTo(1);
        assertThat(result.interval().low()).isZero();
        assertThat(result.interval().high()).isZero();
    }

    @Test
    void doesNotComparePerplexitiesOfOtherTokens() {
        assertThat(TEST.compare(likelihood(10), likelihood(10))).hasSize(3);
        assertThat(TEST.compare(likelihood(10), likelihood(11))).isEmpty();
    }

    @Test
    void lessPerplexityIsBetter() {
        RowScores own = new RowScores(List.of());
        RowScores other = new RowScores(List.of());
        for (long row = 0; row < 20; row++) {
            own.add(TextMetrics.LIKELIHOOD, row, 10 + row % 3, 10, 10, 5);
            other.add(TextMetrics.LIKELIHOOD, row, 12 + row % 4, 10, 10, 5);
        }
        Result perplexity = TEST.compare(own, other).get(1);
        assertThat(perplexity.metric()).isEqualTo("perplexity");
        assertThat(perplexity.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(perplexity.test()).isEqualTo("approximate randomisation");
    }

    @Test
    void comparesTheF1OfClassifiers() {
        RowScores own = new RowScores(List.of("a", "b"));
        RowScores other = new RowScores(List.of("a", "b"));
        for (long row = 0; row < 40; row++) {
            own.add(ClassMetrics.CLASSES, row, row % 2, row % 2);
            other.add(ClassMetrics.CLASSES, row, row % 2, row % 4 / 2);
        }
        Result f1 = TEST.compare(own, other).get(0);
        assertThat(f1.metric()).isEqualTo("f1_score");
        assertThat(f1.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(f1.value()).isEqualTo(1);
        assertThat(f1.other()).isEqualTo(0.5);
    }

    private static RowScores likelihood(int tokens) {
        RowScores scores = new RowScores(List.of());
        for (long row = 0; row < 5; row++) {
            scores.add(TextMetrics.LIKELIHOOD, row, 10, tokens, tokens, 5);
        }
        return scores;
    }

    private static RowScores rows(IntPredicate right) {
        RowScores scores = new RowScores(List.of());
        for (int row = 0; row < 100; row++) {
            scores.add(TextMetrics.EXACT_MATCH, row, right.test(row) ? 1 : 0, 1);
        }
        return scores;
    }

    private static Result result(List<Result> results) {
        assertThat(results).hasSize(1);
        return results.get(0);
    }
}
