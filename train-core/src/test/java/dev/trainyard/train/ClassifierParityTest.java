package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.data.Batch;
import dev.trainyard.data.ClassRow;
import dev.trainyard.data.Example;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.model.Labels;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.optim.AdamW;
import dev.trainyard.optim.GradientNorm;
import dev.trainyard.optim.LearningRateSchedule;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierParityTest {
    private static final JsonNode GOLDEN = Fixtures.json(Fixtures.CLASSIFIERS.resolve("golden.json"));
    private static final JsonNode FORWARD = Fixtures.json(Fixtures.BERT.resolve("forward.json"));
    private static final JsonNode TRAJECTORY = Fixtures.json(Fixtures.BERT.resolve("lora/trajectory.json"));

    @TempDir
    Path folder;

    @Test
    void bertEqualsTheReferenceInLogitsLossAndEveryGradient() {
        try (SequenceClassifier model = Classifiers.load(Fixtures.BERT, LayerDecorator.NONE)) {
            assertReference(model, FORWARD, batch(FORWARD));
        }
    }

    @Test
    void bertTellsSegmentsApart() {
        JsonNode golden = GOLDEN.path("bert");
        try (SequenceClassifier model = Classifiers.load(Fixtures.BERT, LayerDecorator.NONE)) {
            assertReference(model, golden, batch(golden));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3", "gpt2"})
    void aClassifierOnALanguageModelEqualsTheReference(String family) {
        JsonNode golden = GOLDEN.path(family);
        Path base = Fixtures.LLAMA.resolveSibling(family);
        var head = new Classifiers.NewHead(Labels.numbered(3), OptionalInt.of(0), 1);
        try (SequenceClassifier model = Classifiers.withNewHead(base, head, LayerDecorator.NONE)) {
            score(model, golden.path("score"));
            assertThat(model.config().architecture())
                    .isEqualTo(golden.path("architecture").asText());
            assertReference(model, golden, batch(golden));
        }
    }

    private static void score(SequenceClassifier model, JsonNode rows) {
        var values = new ArrayList<Double>();
        rows.forEach(row -> row.forEach(value -> values.add(value.doubleValue())));
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor score = model.parameters().find("score.weight").orElseThrow();
            score.copy_(Tensor.of(floats, score.shape()));
        }
    }

    private static void assertReference(SequenceClassifier model, JsonNode golden, Batch batch) {
        assertLogits(model, batch, golden.path("logits"), 1e-4);
        model.parameters().requireGrad(true);
        double loss = loss(model, batch);
        assertThat(loss).isCloseTo(golden.path("loss").doubleValue(), within(1e-4));
        JsonNode norms = golden.path("grad_norms");
        assertThat(norms.size()).isEqualTo(model.parameters().all().size());
        norms.properties().forEach(expected -> {
            Tensor parameter = model.parameters().find(expected.getKey()).orElseThrow();
            double norm = parameter.grad().orElseThrow().norm().item();
            double reference = expected.getValue().doubleValue();
            // The bias of keys has no effect: its gradient is what rounding leaves.
            assertThat(norm).as(expected.getKey()).isCloseTo(reference, within(1e-4 * reference + 1e-7));
        });
    }

    private static double loss(SequenceClassifier model, Batch batch) {
        return new ClassificationLoss(model, false)
                        .backward(batch, 1.0 / batch.size(), LayerwisePass.BlockListener.NONE)
                / batch.size();
    }

    /** The rows of a reference, without padding. */
    private static Batch batch(JsonNode golden) {
        JsonNode ids = golden.has("rows") ? golden.path("rows") : golden.path("input_ids");
        var rows = new ArrayList<Example>();
        for (int i = 0; i < ids.size(); i++) {
            int[] row = integers(ids.get(i));
            if (golden.has("attention_mask")) {
                int length = 0;
                for (JsonNode one : golden.path("attention_mask").get(i)) {
                    length += one.intValue();
                }
                row = java.util.Arrays.copyOf(row, length);
            }
            int[] segments =
                    golden.has("segments") ? integers(golden.path("segments").get(i)) : new int[0];
            int label = golden.path("labels").get(i).intValue();
            rows.add(new ClassRow(new RowOrigin(folder(), i + 1), row, segments, label, row.length));
        }
        return new Batch(rows);
    }

    private static Path folder() {
        return Path.of("rows.jsonl");
    }

    private static int[] integers(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).intValue();
        }
        return values;
    }

    private static void assertLogits(SequenceClassifier model, Batch rows, JsonNode expected, double tolerance) {
        List<ClassRow> all = rows.rowsOf(ClassRow.class);
        assertThat(expected.size()).isEqualTo(all.size());
        model.mode().predict();
        for (int i = 0; i < all.size(); i++) {
            float[] scores = ClassificationScores.of(model, all.get(i));
            double[] reference = Fixtures.doubles(expected.get(i));
            assertThat(scores).hasSameSizeAs(reference);
            for (int k = 0; k < reference.length; k++) {
                assertThat((double) scores[k]).isCloseTo(reference[k], within(tolerance));
            }
        }
    }

    @Test
    void adapterOfPeftGivesItsLogitsMergedOrNotAndOnceSaved() {
        Path saved = Fixtures.BERT.resolve("lora/final");
        JsonNode expected = TRAJECTORY.path("final_logits");
        try (var adapter = new LoraAdapter(PeftAdapter.config(saved), 1);
                SequenceClassifier model = Classifiers.load(Fixtures.BERT, adapter)) {
            PeftAdapter.load(saved, adapter);
            assertLogits(model, batch(FORWARD), expected, 1e-3);
            adapter.merge();
            assertLogits(model, batch(FORWARD), expected, 1e-3);
            HuggingFaceFolder.save(folder, model);
        }
        assertThat(folder.resolve("generation_config.json")).doesNotExist();
        try (SequenceClassifier merged = Classifiers.load(folder, LayerDecorator.NONE)) {
            assertLogits(merged, batch(FORWARD), expected, 1e-3);
        }
    }

    @Test
    void twentyStepsOfLoraFollowPeft() {
        Path start = Fixtures.BERT.resolve("lora/init");
        try (var adapter = new LoraAdapter(PeftAdapter.config(start), 1);
                SequenceClassifier model = Classifiers.load(Fixtures.BERT, adapter)) {
            PeftAdapter.load(start, adapter);
            model.mode().train();
            var schedule = new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0.005, 4, 20);
            try (var buffer = new ParameterBuffer(adapter.parameters().trainable(), name -> true);
                    var optimizer = new AdamW(buffer, 0.01)) {
                for (int step = 1; step <= 20; step++) {
                    JsonNode expected = TRAJECTORY.path("steps").get(step - 1);
                    double loss = loss(model, batch(TRAJECTORY.path("batches").get(step - 1)));
                    double norm = GradientNorm.of(buffer);
                    double reference = expected.path("grad_norm").doubleValue();
                    assertThat(loss)
                            .as("loss of step " + step)
                            .isCloseTo(expected.path("loss").doubleValue(), within(1e-4));
                    assertThat(norm).as("norm of step " + step).isCloseTo(reference, within(1e-4 * reference));
                    GradientNorm.clip(buffer, norm, 1.0);
                    optimizer.step(schedule.rate(step));
                }
            }
            assertLogits(model, batch(FORWARD), TRAJECTORY.path("final_logits"), 1e-3);
            assertFinalAdapter(adapter);
        }
    }

    private static void assertFinalAdapter(LoraAdapter adapter) {
        try (SafetensorsFile reference =
                        SafetensorsFile.open(Fixtures.BERT.resolve("lora/final/adapter_model.safetensors"));
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            assertThat(adapter.parameters().all()).hasSameSizeAs(reference.names());
            adapter.parameters().all().forEach((name, tensor) -> {
                Tensor difference = tensor.sub(reference.read("base_model.model." + name));
                assertThat(difference.abs().max().item()).as(name).isLessThan(1e-3);
            });
        }
    }

    @Test
    void theAdapterIsSavedAsPeftSavesClassifiers() throws Exception {
        Path start = Fixtures.BERT.resolve("lora/final");
        try (var adapter = new LoraAdapter(PeftAdapter.config(start), 1);
                SequenceClassifier model = Classifiers.load(Fixtures.BERT, adapter)) {
            PeftAdapter.load(start, adapter);
            PeftAdapter.save(folder, adapter, "fixtures/bert", PeftAdapter.SEQUENCE_CLASSIFICATION);
            assertThat(model.labels().size()).isEqualTo(5);
        }
        String weights = "adapter_model.safetensors";
        assertThat(Files.readAllBytes(folder.resolve(weights))).isEqualTo(Files.readAllBytes(start.resolve(weights)));
        JsonNode config = Fixtures.json(folder.resolve("adapter_config.json"));
        JsonNode reference = Fixtures.json(start.resolve("adapter_config.json"));
        for (String field : List.of("task_type", "modules_to_save", "r", "lora_alpha", "peft_type")) {
            assertThat(config.path(field)).as(field).isEqualTo(reference.path(field));
        }
    }

    @Test
    void gradientCheckpointingChangesNothing() {
        try (SequenceClassifier model = Classifiers.load(Fixtures.BERT, LayerDecorator.NONE)) {
            model.parameters().requireGrad(true);
            Batch batch = batch(FORWARD);
            List<float[]> grads = new ArrayList<>();
            for (boolean recompute : new boolean[] {false, true}) {
                new ClassificationLoss(model, recompute).backward(batch, 1, LayerwisePass.BlockListener.NONE);
                grads.add(model.parameters()
                        .find("bert.embeddings.word_embeddings.weight")
                        .flatMap(Tensor::grad)
                        .orElseThrow()
                        .floats());
                model.parameters().clearGrads();
            }
            assertThat(grads.get(1)).containsExactly(grads.get(0));
        }
    }
}
