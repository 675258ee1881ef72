package dev.trainyard.contracts.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MetricTest {
    @ParameterizedTest
    @EnumSource(Metric.class)
    void everyMetricIsOfSomeTaskAndFoundByItsName(Metric metric) {
        assertThat(ModelSpec.Task.values()).anyMatch(metric::fits);
        assertThat(Metric.named(metric.wireName())).contains(metric);
        assertThat(EvaluationReader.read(SpecText.tree("{metrics: [%s]}".formatted(metric.wireName())))
                        .metrics())
                .containsExactly(metric.wireName());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            causal-lm               | [perplexity, accuracy]     | exact_match: 0.5   | metrics[1]
            causal-lm               | []                         | f1_score: 0.5      | thresholds.f1_score
            sequence-classification | [perplexity, f1_micro]     | f1_micro: 0.5      | metrics[0]
            sequence-classification | []                         | token_accuracy: 1  | thresholds.token_accuracy
            """)
    void aMetricThatTheTaskIsNotMeasuredByIsRefused(String task, String metrics, String threshold, String field) {
        List<Problem> problems = problems("""
                name: m
                model: {base: models/tiny, task: %s}
                training_data: {path: rows.jsonl}
                evaluation: {metrics: %s, thresholds: {%s}}
                """.formatted(task, metrics, threshold));

        ModelSpec.Task read =
                task.equals("causal-lm") ? ModelSpec.Task.CAUSAL_LM : ModelSpec.Task.SEQUENCE_CLASSIFICATION;
        assertThat(problems)
                .filteredOn(problem -> problem.field().equals("evaluation." + field))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("is not measured of a")
                        .endsWith("supported: " + String.join(", ", Metric.names(read))));
    }

    @Test
    void whatOnlyLanguageModelsHaveAUseForIsRefusedOfAClassifier() {
        String evaluation = "{data: rows.txt, format: text, stride: 16, max_new_tokens: 8, refusal_phrases: [sorry]}";
        assertThat(problems("""
                name: m
                model: {base: models/tiny, task: sequence-classification}
                training_data: {path: rows.jsonl}
                evaluation: %s
                """.formatted(evaluation)))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "evaluation.format",
                        "evaluation.stride",
                        "evaluation.max_new_tokens",
                        "evaluation.refusal_phrases");
        assertThat(EvaluationReader.misfits(EvaluationReader.read(SpecText.tree(evaluation)), ModelSpec.Task.CAUSAL_LM))
                .isEmpty();
    }

    @Test
    void aFormatOfNothingIsRefused() {
        assertThatThrownBy(() -> EvaluationReader.read(SpecText.tree("{format: csv}")))
                .hasMessageContaining("evaluation.format")
                .hasMessageContaining("no data is named");
    }

    @Test
    void whatIsNoMetricOrNoTaskIsSaidOnce() {
        assertThat(problems("""
                name: m
                model: {base: models/tiny, task: poetry}
                training_data: {path: rows.jsonl}
                evaluation: {metrics: [accuracy, perplexity, beauty]}
                """))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("model.task", "evaluation.metrics[2]");
    }

    private static List<Problem> problems(String spec) {
        TrainyardException refused = catchThrowableOfType(TrainyardException.class, () -> JobSpecReader.read(spec));
        return refused.problems();
    }
}
