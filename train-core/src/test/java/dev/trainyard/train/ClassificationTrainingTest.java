package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassificationTrainingTest {
    @TempDir
    Path folder;

    private final List<TrainEvent> events = new ArrayList<>();

    @Test
    void aNewBertLearnsFromCsvAndIsExportedWithItsLabels() throws IOException {
        StringBuilder csv = new StringBuilder("question,intent\n");
        for (int i = 0; i < 60; i++) {
            csv.append(i % 2 == 0 ? "\"please open door %d, now\"" : "\"close the window %d\"".replace("\"", ""))
                    .append(i % 2 == 0 ? ",open\n" : ",close\n");
        }
        Path data = Files.writeString(folder.resolve("rows.csv"), csv.toString().replace("%d", "7"));
        TrainEvent.TrainedModel trained = run("""
                {"model": {"task": "sequence_classification", "architecture": {"model_type": "bert", "vocab_size": 300,
                   "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2,
                   "max_position_embeddings": 64}},
                 "data": {"files": ["%s"], "format": "csv", "validation_split": 0.2, "max_length": 32,
                   "columns": {"text": "question", "label": "intent"}},
                 "loop": {"batch_size": 8, "epochs": 6}, "optim": {"learning_rate": 0.003},
                 "validation": {"metric": "f1_score", "patience": 3}}
                """.formatted(data));
        assertThat(trained.architecture()).isEqualTo("BertForSequenceClassification");
        assertThat(trained.metrics())
                .containsEntry("accuracy", 1.0)
                .containsEntry("f1_score", 1.0)
                .containsKey("validation_loss");
        JsonNode config = Fixtures.json(trained.modelPath().resolve("config.json"));
        assertThat(config.path("id2label")).hasToString("{\"0\":\"close\",\"1\":\"open\"}");
        assertThat(config.path("label2id")).hasToString("{\"close\":0,\"open\":1}");
        assertThat(config.path("problem_type").asText()).isEqualTo("single_label_classification");
        assertThat(config.path("pad_token_id").asInt(-1)).isZero();
        JsonNode report = Fixtures.json(folder.resolve("out/classification_report.json"));
        assertThat(report.path("classes").get(1).path("label").asText()).isEqualTo("open");
        assertThat(report.path("rows").asInt()).isEqualTo(12);
        assertThat(Files.readString(folder.resolve("out/training.log"))).contains("classes (close ", ", open ");
        assertThat(Files.readAllLines(folder.resolve("out/held_out.jsonl")))
                .hasSize(12)
                .allMatch(line -> line.contains("\"text\":") && line.contains("\"label\":"));
        framesTexts(trained.modelPath());
    }

    private static void framesTexts(Path model) {
        try (Tokenizer tokenizer = Tokenizer.require(model)) {
            SegmentedText pair = tokenizer.encodeSegments("open", Optional.of("close"));
            assertThat(pair.ids()).startsWith(1).endsWith(2);
            assertThat(pair.segments()).startsWith(0, 0).endsWith(1);
        }
    }

    @Test
    void aLanguageModelGetsAHeadThatIsTrainedBesideItsAdapter() throws IOException {
        Path data = tokens(3);
        TrainEvent.TrainedModel trained = run("""
                {"model": {"base": "%s", "task": "sequence_classification", "num_labels": 4},
                 "data": {"files": ["%s"], "format": "tokens"}, "lora": {"r": 4},
                 "loop": {"batch_size": 4, "epochs": 1}, "optim": {"learning_rate": 0.01},
                 "validation": {"metric": "accuracy"}}
                """.formatted(Fixtures.QWEN2, data));
        assertThat(trained.architecture()).isEqualTo("Qwen2ForSequenceClassification");
        assertThat(Files.readString(folder.resolve("out/training.log")))
                .contains("The base has no head for labels: made by seed ", " are score\n");
        assertThat(PeftAdapter.config(trained.adapterPath().orElseThrow()).modulesToSave())
                .containsExactly("classifier", "score");
        try (SequenceClassifier model = Classifiers.load(trained.modelPath(), LayerDecorator.NONE)) {
            assertThat(model.labels().names()).containsExactly("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3");
            assertThat(model.config().parameterCount())
                    .isEqualTo(model.parameters().count());
        }
    }

    @Test
    void aClassifierKeepsItsHead() throws IOException {
        String json = """
                {"model": {"base": "%s", "task": "sequence_classification"%s},
                 "data": {"files": ["%s"], "format": "tokens"},
                 "loop": {"batch_size": 4, "epochs": 1, "max_steps": 1}, "optim": {"learning_rate": 1e-12}}
                """;
        assertThatThrownBy(() -> run(json.formatted(Fixtures.BERT, ", \"num_labels\": 3", tokens(3))))
                .hasMessageContaining("has a head of the 5 labels")
                .hasMessageContaining("model.num_labels is 3: leave that out");
        assertThatThrownBy(() -> run(json.formatted(Fixtures.BERT, "", tokens(6))))
                .hasMessageContaining("label is 5, which is no class of the model");
        TrainEvent.TrainedModel trained = run(json.formatted(Fixtures.BERT, "", tokens(3)));
        try (SequenceClassifier model = Classifiers.load(trained.modelPath(), LayerDecorator.NONE);
                SequenceClassifier base = Classifiers.load(Fixtures.BERT, LayerDecorator.NONE)) {
            assertThat(model.parameters()
                            .find("classifier.weight")
                            .orElseThrow()
                            .floats())
                    .containsExactly(base.parameters()
                            .find("classifier.weight")
                            .orElseThrow()
                            .floats());
        }
    }

    private Path tokens(int classes) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            rows.append("{\"input_ids\":[%d,%d,9],\"label\":%d}%n".formatted(i + 10, i + 3, i % classes));
        }
        return Files.writeString(folder.resolve("tokens%d.jsonl".formatted(classes)), rows.toString());
    }

    @Test
    void refusesWhatOnlyTheOtherTaskHas() {
        assertThatThrownBy(() -> TrainConfigJson.parse("""
                        {"model": {"task": "sequence_classification", "base": "/m"},
                         "data": {"files": ["/d"], "format": "text"}, "optim": {"learning_rate": 1},
                         "validation": {"metric": "perplexity"}}
                        """, "test"))
                .hasMessageContaining("data.format: is text, which has no labels")
                .hasMessageContaining("validation.metric: is perplexity, expected one of validation_loss, accuracy");
        assertThatThrownBy(() -> TrainConfigJson.parse("""
                        {"model": {"base": "/m", "labels": ["a", "a"]},
                         "data": {"files": ["/d"]}, "optim": {"learning_rate": 1},
                         "validation": {"metric": "accuracy"}}
                        """, "test"))
                .hasMessageContaining("model.labels: is set, but only task sequence_classification has labels")
                .hasMessageContaining("expected distinct names")
                .hasMessageContaining("validation.metric: is accuracy, expected one of validation_loss, perplexity");
    }

    private TrainEvent.TrainedModel run(String json) {
        events.clear();
        Training.run(TrainConfigJson.parse(json, "test"), folder.resolve("out"), events::add, StopSignal.NEVER);
        return ((TrainEvent.Succeeded) events.getLast()).model();
    }
}
