package dev.trainyard.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.evaluation.metrics.Golden;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class RowScoresTest {
    @TempDir
    Path folder;

    @Test
    void findsTheScoresOfScikitLearn() {
        for (JsonNode golden : Golden.read("classes-golden.json")) {
            RowScores scores =
                    new RowScores(Collections.nCopies(golden.path("classes").asInt(), "c"));
            for (int row = 0; row < golden.path("expected").size(); row++) {
                int expected = golden.path("expected").get(row).asInt();
                int answered = golden.path("answered").get(row).asInt();
                scores.add(ClassMetrics.CLASSES, row, expected, answered);
                scores.add(ClassMetrics.ACCURACY, row, expected == answered ? 1 : 0, 1);
            }
            Map<String, Double> metrics = values(scores);
            for (String name : List.of("accuracy", "f1_score", "f1_weighted", "f1_micro")) {
                assertThat(metrics.get(name))
                        .as(() -> name + " of " + golden)
                        .isCloseTo(golden.path(name).asDouble(), within(1e-12));
            }
        }
    }

    @Test
    void countsRefusalsThatShouldAndShouldNotBeApart() {
        RowScores scores = new RowScores(List.of());
        scores.add(TextMetrics.REFUSAL, 1, 1, 1, 1, 0, 0); // rightly refused
        scores.add(TextMetrics.REFUSAL, 2, 0, 0, 1, 0, 0); // should have been
        scores.add(TextMetrics.REFUSAL, 3, 0, 0, 0, 1, 1); // should not
        scores.add(TextMetrics.REFUSAL, 4, 1, 0, 0, 0, 1);
        scores.add(TextMetrics.REFUSAL, 5, 1, 0, 0, 0, 1);
        assertThat(values(scores))
                .containsEntry("refusal_accuracy", 0.6)
                .containsEntry("refusal_recall", 0.5)
                .containsEntry("over_refusal_rate", 1 / 3.0)
                .containsEntry("refusal_f1", 0.5);
    }

    @Test
    void hasNoRateOfRowsThatAreNotThere() {
        RowScores scores = new RowScores(List.of());
        scores.add(TextMetrics.REFUSAL, 4, 1, 0, 0, 0, 1);
        assertThat(values(scores)).containsOnlyKeys("refusal_accuracy", "over_refusal_rate");
    }

    @Test
    void countsPointsAndInstructionsByRowAndAltogether() {
        RowScores scores = new RowScores(List.of());
        scores.add(TextMetrics.KEY_POINTS, 1, 0.25, 1, 1, 4);
        scores.add(TextMetrics.KEY_POINTS, 2, 1, 1, 1, 1);
        scores.add(TextMetrics.FORMAT, 1, 0, 1, 1, 1, 3, 3);
        scores.add(TextMetrics.FORMAT, 2, 1, 1, 1, 1, 1, 1);
        assertThat(values(scores))
                .containsEntry("key_point_coverage", 0.625)
                .containsEntry("key_point_recall", 0.4)
                .containsEntry("format_compliance", 0.5)
                .containsEntry("format_compliance_loose", 1.0)
                .containsEntry("instruction_compliance", 0.5)
                .containsEntry("instruction_compliance_loose", 1.0);
    }

    @Test
    void comesBackFromItsFile() {
        RowScores scores = new RowScores(List.of("late", "on \"time\""));
        scores.add(TextMetrics.LIKELIHOOD, 7, 1.0 / 3, 2, 2, 1);
        scores.add(TextMetrics.EXACT_MATCH, 9, 1, 1);
        scores.add(TextMetrics.LIKELIHOOD, 9, 0.1, 1, 1, 1);
        Path file = folder.resolve("row_scores.jsonl");
        RowScoresFile.write(scores, file);
        RowScores read = RowScoresFile.read(file);
        assertThat(read.labels()).isEqualTo(scores.labels());
        assertThat(read.rows()).containsExactly(7L, 9L);
        assertThat(values(read)).isEqualTo(values(scores)).containsKey("perplexity");
    }

    @Test
    void saysWhatFileIsDamaged() throws Exception {
        Path file = Files.writeString(folder.resolve("row_scores.jsonl"), "{\"labels\":[]}\n{\"row\":");
        assertThatThrownBy(() -> RowScoresFile.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("damaged");
    }

    private static Map<String, Double> values(RowScores scores) {
        return scores.metrics().stream()
                .collect(Collectors.toMap(
                        RowScores.Entry::name, entry -> entry.measure().value()));
    }
}
