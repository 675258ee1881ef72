package dev.trainyard.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BleuTest {
    @Test
    void equalsSacreBleuOnHundredsOfPairs() {
        JsonNode golden = Golden.read("text-golden.json");
        List<double[]> statistics = new ArrayList<>();
        golden.path("rows")
                .forEach(row -> statistics.add(Bleu.statistics(
                        row.path("answer").asText(), row.path("reference").asText())));
        assertThat(statistics).hasSizeGreaterThan(400);
        assertThat(golden.path("corpora")).hasSizeGreaterThan(100);
        for (JsonNode corpus : golden.path("corpora")) {
            double[] sums = new double[Bleu.WIDTH];
            corpus.path("rows").forEach(row -> addTo(sums, statistics.get(row.asInt())));
            assertThat(Bleu.score(sums))
                    .as(() -> "rows " + corpus.path("rows"))
                    .isCloseTo(corpus.path("score").asDouble(), within(1e-9));
        }
        assertThat(Bleu.SIGNATURE).isEqualTo(golden.path("signature").asText());
    }

    @Test
    void findsThePublishedScoreOfTwoSentences() {
        double[] sums = Bleu.statistics(
                "The quick brown fox jumps over the dog.", "The quick brown fox jumped over the lazy dog.");
        addTo(sums, Bleu.statistics("hello world", "hello there world"));
        assertThat(sums).containsExactly(11, 13, 10, 5, 2, 1, 11, 9, 7, 6);
        assertThat(Bleu.score(sums)).isCloseTo(32.83, within(0.005));
    }

    @Test
    void scoresNothingInCommonAndNothingSaidAsZero() {
        assertThat(Bleu.score(Bleu.statistics("a b c d e", "v w x y z"))).isZero();
        assertThat(Bleu.score(Bleu.statistics("", "v w x y z"))).isZero();
    }

    private static void addTo(double[] sums, double... row) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i];
        }
    }
}
