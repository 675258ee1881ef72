package dev.trainyard.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.data.LabelledRow;
import dev.trainyard.export.torchscript.TorchScriptClassifier;
import dev.trainyard.generate.TextClassifier;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.train.StopSignal;
import dev.trainyard.train.TrainConfigJson;
import dev.trainyard.train.TrainEvent;
import dev.trainyard.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small BERT that has learnt to tell three kinds of sentences apart, scored on rows of which two have a wrong label. */
@SuppressWarnings("NullAway.Init")
final class ClassScoringTest {
    private static final Map<String, String> SENTENCES =
            Map.of("close", "close the window %d", "open", "please open door %d", "wait", "when does it leave %d");

    @TempDir
    static Path training;

    private static Path model;

    @TempDir
    Path folder;

    @BeforeAll
    static void train() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            for (Map.Entry<String, String> kind : SENTENCES.entrySet()) {
                rows.append(row(kind.getValue().formatted(i % 8), kind.getKey()));
            }
        }
        Path data = Files.writeString(training.resolve("rows.jsonl"), rows.toString());
        List<TrainEvent> events = new ArrayList<>();
        Training.run(
                TrainConfigJson.parse("""
                        {"model": {"task": "sequence_classification", "architecture": {"model_type": "bert",
                           "vocab_size": 300, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1,
                           "num_attention_heads": 2, "max_position_embeddings": 32}},
                         "data": {"files": ["%s"], "max_length": 32},
                         "loop": {"batch_size": 8, "epochs": 8}, "optim": {"learning_rate": 0.003}}
                        """.formatted(data), "test"),
                training.resolve("out"),
                events::add,
                StopSignal.NEVER);
        model = ((TrainEvent.Succeeded) events.get(events.size() - 1)).model().modelPath();
    }

    @Test
    void countsWhatTheModelAnsweredForEachLabel() throws Exception {
        Path data = rows(
                row("please open door 1", "open"),
                row("please open door 2", "open"),
                row("please open door 3", "open"),
                row("please open door 4", "open"),
                row("please open door 5", "close"),
                row("close the window 1", "close"),
                row("close the window 2", "close"),
                row("close the window 3", "wait"),
                row("when does it leave 1", "wait"),
                row("when does it leave 2", "wait"));

        JsonNode scores = ScoringProcess.scores(ScoringProcess.run(folder, 0, List.of(arguments(data, "jsonl"))));

        assertThat(scores.path("rows").asInt()).isEqualTo(10);
        assertThat(scores.path("confusion_matrix")).hasToString("[[2,1,0],[0,4,0],[1,0,2]]");
        assertThat(metric(scores, "accuracy")).isEqualTo(0.8);
        assertThat(metric(scores, "f1_micro")).isEqualTo(0.8);
        assertThat(metric(scores, "f1_score")).isCloseTo((2 / 3.0 + 8 / 9.0 + 4 / 5.0) / 3, within(1e-9));
        assertThat(metric(scores, "f1_weighted"))
                .isCloseTo((3 * 2 / 3.0 + 4 * 8 / 9.0 + 3 * 4 / 5.0) / 10, within(1e-9));
        isClass(scores.at("/classes/0"), "close", 2 / 3.0, 2 / 3.0, 3);
        isClass(scores.at("/classes/1"), "open", 4 / 5.0, 1, 4);
        isClass(scores.at("/classes/2"), "wait", 1, 2 / 3.0, 3);
        assertThat(metric(scores, "loss")).isCloseTo(lossOf(data), within(1e-6));
        assertThat(metric(scores, "latency_ms")).isPositive();
        assertThat(scores.at("/definitions/f1_score").asText()).contains("macro");
        predictionsAreInTheStandardForm();
    }

    /** DJL's engine in place of ours, on what our exporter wrote. */
    @Test
    void scoresTorchScriptAsTheModelItWasMadeOf() throws Exception {
        Path data = rows(row("please open door 1", "open"), row("close the window 3", "wait"));
        Path exported = Files.createDirectory(folder.resolve("torchscript"));
        try (SequenceClassifier classifier = Classifiers.load(model, LayerDecorator.NONE)) {
            TorchScriptClassifier.save(classifier, exported);
        }
        Files.copy(model.resolve("tokenizer.json"), exported.resolve("tokenizer.json"));
        List<String> arguments = new ArrayList<>(List.of(arguments(data, "jsonl")));
        arguments.set(1, exported.toString());

        JsonNode scores = ScoringProcess.scores(ScoringProcess.run(folder, 0, arguments));

        assertThat(scores.path("rows").asInt()).isEqualTo(2);
        assertThat(metric(scores, "accuracy")).isEqualTo(0.5);
        assertThat(metric(scores, "loss")).isCloseTo(lossOf(data), within(1e-5));
    }

    private static void isClass(JsonNode scored, String label, double precision, double recall, int support) {
        assertThat(scored.path("label").asText()).isEqualTo(label);
        assertThat(scored.path("precision").asDouble()).isCloseTo(precision, within(1e-9));
        assertThat(scored.path("recall").asDouble()).isCloseTo(recall, within(1e-9));
        assertThat(scored.path("f1_score").asDouble())
                .isCloseTo(2 * precision * recall / (precision + recall), within(1e-9));
        assertThat(scored.path("support").asInt()).isEqualTo(support);
    }

    /** Mean negative log-probability of the labels, by the model itself. */
    private static double lossOf(Path data) throws IOException {
        double sum = 0;
        List<String> lines = Files.readAllLines(data);
        try (TextClassifier own = TextClassifier.load(model)) {
            for (String line : lines) {
                JsonNode row = ScoringMain.JSON.readTree(line);
                var tokens = own.tokenizer()
                        .orElseThrow()
                        .encodeSegments(row.path("text").asText(), Optional.empty());
                int label = own.labels().names().indexOf(row.path("label").asText());
                sum -= Math.log(own.probabilities(tokens.ids(), tokens.segments())[label]);
            }
        }
        return sum / lines.size();
    }

    private void predictionsAreInTheStandardForm() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("predictions.jsonl"));
        assertThat(lines).hasSize(10);
        JsonNode wrong = ScoringMain.JSON.readTree(lines.get(4));
        assertThat(wrong.properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "model_id", "timestamp", "input_id", "input", "output", "expected", "confidence", "metadata");
        assertThat(wrong.path("model_id").asText()).isEqualTo("intents/1");
        assertThat(Instant.parse(wrong.path("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(wrong.path("input_id").asText()).isEqualTo("row-5");
        assertThat(wrong.path("input").asText()).isEqualTo("please open door 5");
        assertThat(wrong.path("output").asText()).isEqualTo("open");
        assertThat(wrong.path("expected").asText()).isEqualTo("close");
        assertThat(wrong.path("confidence").asDouble()).isBetween(1 / 3.0, 1.0);
        assertThat(wrong.at("/metadata/correct").asBoolean(true)).isFalse();
        assertThat(wrong.at("/metadata/latency_ms").asDouble()).isPositive();
    }

    @Test
    void readsOtherColumnsAndNoMoreRowsThanAsked() throws Exception {
        Path data = Files.writeString(
                folder.resolve("rows.csv"),
                "question,intent\nplease open door 1,open\nclose the window 2,close\nwhen does it leave 3,close\n");

        Scored all = scored(arguments(data, "csv", "--columns", "text=question,label=intent"));
        Scored two = scored(arguments(data, "csv", "--columns", "text=question,label=intent", "--max-samples", "2"));

        assertThat(all.metrics()).containsEntry("accuracy", 2 / 3.0);
        assertThat(all.confusionMatrix())
                .isEqualTo(List.of(List.of(1L, 0L, 1L), List.of(0L, 1L, 0L), List.of(0L, 0L, 0L)));
        assertThat(two.rows()).isEqualTo(2);
        assertThat(two.metrics()).containsEntry("accuracy", 1.0).containsEntry("f1_score", 1.0);
    }

    @Test
    void scoresRowsOfTokens() throws Exception {
        String ids;
        try (TextClassifier own = TextClassifier.load(model)) {
            ids = java.util.Arrays.toString(own.tokenizer()
                    .orElseThrow()
                    .encodeSegments("when does it leave 1", Optional.empty())
                    .ids());
        }

        Scored scored = scored(arguments(rows("{\"input_ids\":" + ids + ",\"label\":2}\n"), "tokens"));

        assertThat(scored.metrics()).containsEntry("accuracy", 1.0);
        assertThat(scored.samples().get(0).input()).endsWith(" tokens");
    }

    @Test
    void refusesRowsItCannotScore() throws Exception {
        assertThatThrownBy(() -> scored(arguments(rows(row("please open door 1", "fly")), "jsonl")))
                .hasMessageContaining("rows.jsonl:1")
                .hasMessageContaining("fly");
        assertThatThrownBy(() -> scored(arguments(rows("{\"text\":\"please open door 1\"}\n"), "jsonl")))
                .hasMessageContaining("rows.jsonl:1")
                .hasMessageContaining("label");
        assertThatThrownBy(() -> scored(arguments(rows(""), "jsonl"))).hasMessageContaining("no rows");
    }

    private static Scored scored(String... arguments) throws IOException {
        ScoringOptions options = ScoringOptions.parse(arguments);
        try (TextClassifier own = TextClassifier.load(options.model())) {
            ClassScoring scoring = new ClassScoring(options, ClassModel.of(own));
            List<LabelledRow> rows = scoring.rows();
            return scoring.run(rows, done -> {});
        }
    }

    private String[] arguments(Path data, String format, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model", model.toString(),
                "--model-id", "intents/1",
                "--data", data.toString(),
                "--format", format,
                "--predictions", folder.resolve("predictions.jsonl").toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private Path rows(String... rows) throws IOException {
        return Files.writeString(folder.resolve("rows.jsonl"), String.join("", rows));
    }

    private static String row(String text, String label) {
        return "{\"text\":\"" + text + "\",\"label\":\"" + label + "\"}\n";
    }

    private static double metric(JsonNode scores, String name) {
        return scores.path("metrics").path(name).asDouble();
    }
}
