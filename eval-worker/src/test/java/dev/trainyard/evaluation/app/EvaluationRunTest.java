package dev.trainyard.evaluation.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.FileArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.DataSpec;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.spec.EvaluationReader;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.AliasMove;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.EvaluationTask;
import dev.trainyard.evaluation.domain.EvaluationTask.Cause;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.evaluation.domain.Outcome;
import dev.trainyard.evaluation.domain.RegisteredVersion;
import dev.trainyard.evaluation.domain.Scorer;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.RowScoresFile;
import dev.trainyard.evaluation.statistics.TextMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Reports, comparisons and promotion, of scores that a scorer gave. */
@SuppressWarnings("NullAway.Init")
final class EvaluationRunTest {
    private static final int ROWS = 60;

    @TempDir
    Path folder;

    private final ModelVersion champion = version(1);
    private final ModelVersion candidate = version(2);
    private final JobId job = JobId.next();
    private ArtifactStore artifacts;
    private EvaluationRun run;

    @BeforeEach
    void prepare() {
        artifacts = new FileArtifactStore(folder);
        run = new EvaluationRun(new GivenScores(), artifacts, new EvaluationProgress(), new OneChampion());
    }

    @Test
    void aBetterVersionIsPromotedAndSaysWhy() throws Exception {
        Outcome outcome =
                outcome("{promotion: {alias: champion, better_than: '@champion', metric: exact_match, require: gain}}");
        assertThat(outcome.metrics()).containsEntry("exact_match", 0.9).containsEntry("perplexity", Math.exp(0.5));
        assertThat(outcome.intervals())
                .hasEntrySatisfying(
                        "exact_match", interval -> assertThat(interval.low()).isBetween(0.7, 0.9));
        assertThat(outcome.comparisons()).singleElement().satisfies(comparison -> {
            assertThat(comparison.with()).isEqualTo("m/1");
            assertThat(comparison.of("exact_match").orElseThrow().verdict()).isEqualTo("better");
        });
        assertThat(outcome.promotion()).get().satisfies(promotion -> {
            assertThat(promotion.promoted()).isTrue();
            assertThat(promotion.expected()).contains(1);
            assertThat(promotion.message()).contains("exact_match is 0.9000, m/1 has 0.5000: really better");
        });
        JsonNode report = json(outcome, "eval_report_m.json");
        assertThat(report.at("/comparisons/0/metrics/exact_match/verdict").asText())
                .isEqualTo("better");
        assertThat(report.at("/promotion/promoted").asBoolean()).isTrue();
        assertThat(text(outcome, "eval_report_m.md"))
                .contains("## Against m/1", "| exact_match | 0.9000 |", "promoted to champion", "loss_curve_m.svg")
                .contains("| Value | 95 % interval |", "not mentioned: train");
        Outcome again =
                outcome("{promotion: {alias: champion, better_than: '@champion', metric: exact_match, require: gain}}");
        assertThat(again.intervals()).isEqualTo(outcome.intervals());
    }

    @Test
    void aFailedThresholdSaysByHowMuchAndHoldsThePromotionBack() throws Exception {
        Outcome outcome = outcome("{thresholds: {exact_match: 0.95, bleu: 1}, promotion: {alias: champion}}");
        assertThat(outcome.gate().passed()).isFalse();
        assertThat(outcome.gate().messages())
                .contains("exact_match is 0.9000, too low by 0.05000: expected at least 0.9500")
                .anySatisfy(message -> assertThat(message).contains("bleu was not measured"));
        assertThat(outcome.promotion().orElseThrow().message()).contains("not promoted", "too low by 0.05");
    }

    @Test
    void writesTheFilesOfLmEvaluationHarness() throws Exception {
        Outcome outcome = outcome("{metrics: [exact_match, perplexity, bleu]}");
        String results = files(outcome).stream()
                .filter(name -> name.startsWith("results_"))
                .findFirst()
                .orElseThrow();
        String samples = files(outcome).stream()
                .filter(name -> name.startsWith("samples_"))
                .findFirst()
                .orElseThrow();
        JsonNode root = json(outcome, results);
        assertThat(root.at("/results/m").path("exact_match,none").asDouble()).isEqualTo(0.9);
        assertThat(root.at("/results/m").path("exact_match_stderr,none").asDouble())
                .isBetween(0.02, 0.06);
        assertThat(root.at("/higher_is_better/m/exact_match").asBoolean()).isTrue();
        assertThat(root.at("/n-samples/m/effective").asInt()).isEqualTo(ROWS);
        assertThat(results.substring("results_".length()).replace(".json", ""))
                .isEqualTo(samples.substring("samples_m_".length()).replace(".jsonl", ""));
        List<String> lines = text(outcome, samples).lines().toList();
        assertThat(lines).hasSize(1);
        JsonNode sample = WireJson.mapper().readTree(lines.get(0));
        assertThat(sample.fieldNames())
                .toIterable()
                .contains(
                        "doc_id",
                        "doc",
                        "target",
                        "arguments",
                        "resps",
                        "filtered_resps",
                        "filter",
                        "metrics",
                        "doc_hash",
                        "prompt_hash",
                        "target_hash",
                        "exact_match");
        assertThat(json(outcome, "eval_report_m.json")
                        .at("/not_applicable/bleu")
                        .asText())
                .isEqualTo("why not");
    }

    @Test
    void writesPredictionsAsOneDocument() throws Exception {
        JsonNode document = json(outcome("{}"), "predictions_m.json");
        assertThat(document.path("model_id").asText()).isEqualTo("m/2");
        assertThat(document.at("/predictions/0/output").asText()).isEqualTo("a");
        assertThat(document.at("/predictions/0").has("model_id")).isFalse();
        assertThat(document.at("/metrics/inference_time/mean_ms").asDouble()).isEqualTo(4);
        assertThat(document.at("/metrics/memory_usage/peak_resident_bytes").asDouble())
                .isEqualTo(9);
    }

    private Outcome outcome(String evaluation) throws Exception {
        Files.writeString(
                artifacts.jobFolder(job).resolve("steps.jsonl"), "{\"step\":1,\"loss\":2}\n{\"step\":2,\"loss\":1}\n");
        JsonNode section = WireJson.mapper().valueToTree(new Yaml().load(evaluation));
        EvaluationTask task = new EvaluationTask(
                Cause.REGISTRATION,
                candidate,
                Optional.of(job),
                1,
                EvaluationReader.read(section),
                Optional.of(candidate.artifact()),
                DataSpec.Format.JSONL,
                Map.of(),
                64,
                DeploymentReader.read(WireJson.mapper().createObjectNode()),
                Optional.empty());
        return run.outcome(Evaluation.requested(task, Instant.now()));
    }

    private static List<String> files(Outcome outcome) {
        return outcome.reports().stream()
                .map(file -> Path.of(file.uri()).getFileName().toString())
                .toList();
    }

    private String text(Outcome outcome, String name) throws IOException {
        ArtifactRef file = outcome.reports().get(files(outcome).indexOf(name));
        return Files.readString(artifacts.verified(file));
    }

    private JsonNode json(Outcome outcome, String name) throws IOException {
        return WireJson.mapper().readTree(text(outcome, name));
    }

    private static ModelVersion version(int number) {
        return new ModelVersion(
                VersionId.next(), "m", number, new ArtifactRef(URI.create("file:///m/" + number), "0".repeat(64), 1));
    }

    private final class OneChampion implements ModelRegistry {
        @Override
        public RegisteredVersion version(String reference) {
            if (!reference.equals("m@champion")) {
                throw new TrainyardException(ErrorCode.NOT_FOUND, reference);
            }
            return new RegisteredVersion(
                    champion,
                    "LlamaForCausalLM",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public AliasMove moved(String name, String alias, EvaluationId by) {
            throw new AssertionError("an evaluation decides, and does not ask what came of it");
        }
    }

    /** The candidate has nine of ten rows right, the champion every other. */
    private static final class GivenScores implements Scorer {
        @Override
        public Scores score(Work work, DoubleConsumer progress) {
            boolean better = work.version().number() == 2;
            RowScores rows = new RowScores(List.of());
            for (int row = 1; row <= ROWS; row++) {
                boolean right = better ? row % 10 != 0 : row % 2 == 0;
                rows.add(TextMetrics.EXACT_MATCH, row, right ? 1 : 0, 1);
                rows.add(TextMetrics.LIKELIHOOD, row, 2, 4, 4, 3);
            }
            RowScoresFile.write(rows, work.rowScores());
            try {
                Files.writeString(
                        work.predictions(),
                        "{\"model_id\":\"m/2\",\"input_id\":\"row-1\",\"input\":\"q\",\"output\":\"a\",\"expected\":\"a\","
                                + "\"confidence\":0.5,\"metadata\":{\"metrics\":{\"exact_match\":1.0}}}\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Scores(
                    ROWS,
                    0,
                    Map.of("exact_match", better ? 0.9 : 0.5, "perplexity", Math.exp(0.5)),
                    Map.of("exact_match", (long) ROWS),
                    Map.of("bleu", "why not"),
                    Map.of("mean_ms", 4.0),
                    Map.of("peak_resident_bytes", 9.0),
                    Map.of("exact_match", "share"),
                    List.of(),
                    List.of(new Scores.Sample("row-1", "q", "x", "a", false, List.of("not mentioned: train"))),
                    List.of(),
                    List.of());
        }
    }
}
