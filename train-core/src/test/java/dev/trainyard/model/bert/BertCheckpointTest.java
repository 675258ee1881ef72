package dev.trainyard.model.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.checkpoint.SafetensorsWriter;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.Labels;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.Classifiers.NewHead;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BERT as its checkpoints name their weights: each must give the logits of transformers' own names. */
class BertCheckpointTest {
    private static final JsonNode FORWARD = Fixtures.json(Fixtures.BERT.resolve("forward.json"));
    private static final String HEAD = "(bert\\.pooler|classifier)\\..*";

    @TempDir
    Path folder;

    @Test
    void normsMayBeCalledGammaAndBeta() throws IOException {
        write("BertForSequenceClassification", BertCheckpointTest::old, Map.of());
        assertThat(names()).contains("bert.embeddings.LayerNorm.gamma").noneMatch(name -> name.contains("Norm.weight"));

        assertReference();
    }

    @Test
    void positionNumbersAreLeftOut() throws IOException {
        try (Tensor positions = Tensor.ofIds(new int[] {0, 1, 2, 3}, 1, 4)) {
            write(
                    "BertForSequenceClassification",
                    UnaryOperator.identity(),
                    Map.of("bert.embeddings.position_ids", positions));
            assertReference();
        }
    }

    @Test
    void aBareModelHasNoPrefixAndKeepsItsPooler() throws IOException {
        try (Tensor positions = Tensor.ofIds(new int[] {0, 1, 2, 3}, 1, 4)) {
            write(
                    "BertModel",
                    name -> name.startsWith("bert.") ? old(name.substring("bert.".length())) : "",
                    Map.of("embeddings.position_ids", positions));
        }
        assertThat(names())
                .contains("pooler.dense.weight", "embeddings.LayerNorm.beta")
                .noneMatch(name -> name.startsWith("bert."));

        assertThat(Classifiers.newHead(folder)).isEqualTo(new Classifiers.HeadParts(List.of("classifier"), List.of()));
        assertReferenceWithItsHead();
    }

    @Test
    void aModelOfMaskedWordsLeavesItsHeadAndGetsAPoolerBySeed() throws IOException {
        try (Tensor bias = Tensor.zeros(256);
                Tensor transform = Tensor.ones(64, 64)) {
            write(
                    "BertForMaskedLM",
                    name -> name.matches(HEAD) ? "" : old(name),
                    Map.of("cls.predictions.bias", bias, "cls.predictions.transform.dense.weight", transform));
        }

        assertThat(Classifiers.newHead(folder))
                .isEqualTo(new Classifiers.HeadParts(
                        List.of("classifier", "bert.pooler"),
                        List.of("cls.predictions.bias", "cls.predictions.transform.dense.weight")));
        assertThat(Classifiers.trainedBeside(folder)).containsExactly("classifier", "score", "pooler");
        assertReferenceWithItsHead();
        float[] first = pooler(1);
        assertThat(pooler(1)).containsExactly(first);
        assertThat(pooler(2)).isNotEqualTo(first);
        double squares = 0;
        for (float weight : first) {
            squares += weight * weight;
        }
        assertThat(Math.sqrt(squares / first.length)).isCloseTo(0.02, within(0.002));
    }

    @Test
    void whatNoPartAsksForIsReported() throws IOException {
        try (Tensor one = Tensor.zeros(3);
                Tensor two = Tensor.zeros(3)) {
            write(
                    "BertForMaskedLM",
                    name -> name.matches(HEAD) ? "" : name,
                    Map.of("cls.predictions.bias", one, "bert.encoder.layer.9.extra.weight", two));
        }

        assertThatThrownBy(() -> Classifiers.withNewHead(folder, head(1), LayerDecorator.NONE))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("unexpected \"bert.encoder.layer.9.extra.weight\"")
                .hasMessageNotContaining("cls.predictions");
        assertThatThrownBy(() -> Classifiers.body(folder)).hasMessageContaining("unexpected \"bert.encoder.layer.9");
    }

    @Test
    void aWeightUnderBothItsNamesIsReported() throws IOException {
        try (Tensor norm = Tensor.ones(64)) {
            write(
                    "BertForSequenceClassification",
                    UnaryOperator.identity(),
                    Map.of("bert.embeddings.LayerNorm.gamma", norm));
        }

        assertThatThrownBy(() -> Classifiers.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("\"bert.embeddings.LayerNorm.gamma\"")
                .hasMessageContaining("are the same weight");
    }

    private static String old(String name) {
        return name.replaceFirst("LayerNorm\\.weight$", "LayerNorm.gamma")
                .replaceFirst("LayerNorm\\.bias$", "LayerNorm.beta");
    }

    /** The fixture under other names, an empty one leaving the weight out, and with more weights. */
    private void write(String architecture, UnaryOperator<String> names, Map<String, Tensor> more) throws IOException {
        String config = Files.readString(Fixtures.BERT.resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), config.replace("BertForSequenceClassification", architecture));
        try (SafetensorsFile file = SafetensorsFile.open(Fixtures.BERT.resolve("model.safetensors"));
                Scope scope = Scope.open()) {
            Map<String, Tensor> weights = new LinkedHashMap<>(more);
            for (String name : file.names()) {
                if (!names.apply(name).isEmpty()) {
                    weights.put(names.apply(name), file.read(name));
                }
            }
            SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, SafetensorsWriter.PYTORCH);
        }
    }

    private Iterable<String> names() {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
            return List.copyOf(file.names());
        }
    }

    private static NewHead head(long seed) {
        return new NewHead(Labels.numbered(5), OptionalInt.of(0), seed);
    }

    private float[] pooler(long seed) {
        try (SequenceClassifier model = Classifiers.withNewHead(folder, head(seed), LayerDecorator.NONE)) {
            assertThat(model.parameters()
                            .find("bert.pooler.dense.bias")
                            .orElseThrow()
                            .floats())
                    .containsOnly(0);
            return model.parameters()
                    .find("bert.pooler.dense.weight")
                    .orElseThrow()
                    .floats();
        }
    }

    private void assertReference() {
        try (SequenceClassifier model = Classifiers.load(folder, LayerDecorator.NONE)) {
            assertReference(model);
        }
    }

    /** With the reference's own head in place of the fresh one, so that what was loaded is seen. */
    private void assertReferenceWithItsHead() {
        try (SequenceClassifier model = Classifiers.withNewHead(folder, head(1), LayerDecorator.NONE);
                SafetensorsFile file = SafetensorsFile.open(Fixtures.BERT.resolve("model.safetensors"));
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            for (String module : Classifiers.newHead(folder).fresh()) {
                file.names().stream()
                        .filter(name -> name.startsWith(module + "."))
                        .forEach(name ->
                                model.parameters().find(name).orElseThrow().copy_(file.read(name)));
            }
            assertReference(model);
        }
    }

    private static void assertReference(SequenceClassifier model) {
        model.mode().predict();
        for (int row = 0; row < FORWARD.path("input_ids").size(); row++) {
            int length = 0;
            for (JsonNode one : FORWARD.path("attention_mask").path(row)) {
                length += one.intValue();
            }
            int[] ids = new int[length];
            for (int i = 0; i < length; i++) {
                ids[i] = FORWARD.path("input_ids").path(row).path(i).intValue();
            }
            assertLogits(model, ids, Fixtures.doubles(FORWARD.path("logits").path(row)));
        }
    }

    private static void assertLogits(SequenceClassifier model, int[] ids, double... expected) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor hidden_NC =
                    model.pass(Tensor.ofIds(ids), Sequences.rows(1, ids.length)).run();
            float[] logits = model.head().scores(hidden_NC.narrow(0, 0, 1)).floats();
            assertThat(logits).hasSameSizeAs(expected);
            for (int k = 0; k < expected.length; k++) {
                assertThat((double) logits[k]).isCloseTo(expected[k], within(1e-4));
            }
        }
    }
}
