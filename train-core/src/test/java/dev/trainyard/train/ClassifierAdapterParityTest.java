package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.checkpoint.Placement;
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
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classifiers of every kind trained with PEFT's adapters, heads included, against PEFT itself. */
class ClassifierAdapterParityTest {
    private static final String WEIGHTS = "adapter_model.safetensors";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"lora-llama, llama", "lora-gpt2, gpt2", "lora-qwen3, qwen3", "dora-bert, bert"})
    void twentyStepsFollowPeft(String name, String base) {
        Path fixture = Fixtures.CLASSIFIERS.resolve(name);
        JsonNode golden = Fixtures.json(fixture.resolve("trajectory.json"));
        Path start = fixture.resolve("init");
        try (var adapter = new LoraAdapter(PeftAdapter.config(start), 1);
                SequenceClassifier model = model(base, golden, adapter)) {
            PeftAdapter.load(start, adapter);
            model.mode().train();
            var schedule = new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0.005, 4, 20);
            try (var buffer = new ParameterBuffer(adapter.parameters().trainable(), weight -> true);
                    var optimizer = new AdamW(buffer, 0.01)) {
                for (int step = 1; step <= golden.path("steps").size(); step++) {
                    Batch batch = batch(golden.path("batches").get(step - 1));
                    JsonNode expected = golden.path("steps").get(step - 1);
                    assertClose("loss of step " + step, loss(model, batch), expected.path("loss"));
                    double norm = GradientNorm.of(buffer);
                    assertClose("gradient norm of step " + step, norm, expected.path("grad_norm"));
                    GradientNorm.clip(buffer, norm, 1.0);
                    optimizer.step(schedule.rate(step));
                }
            }
            assertLogits(model, rows(golden), golden.path("logits"));
            assertWeights(adapter, fixture.resolve("final"));
        }
    }

    @ParameterizedTest
    @CsvSource({"lora-llama, llama", "lora-gpt2, gpt2", "lora-qwen3, qwen3", "dora-bert, bert"})
    void adaptersOfPeftGiveItsLogitsMergedOrNotAndAreSavedAsPeftSavedThem(String name, String base) {
        Path saved = Fixtures.CLASSIFIERS.resolve(name).resolve("final");
        JsonNode golden = Fixtures.json(saved.resolveSibling("trajectory.json"));
        try (var adapter = new LoraAdapter(PeftAdapter.config(saved), 1);
                SequenceClassifier model = model(base, golden, adapter)) {
            PeftAdapter.load(saved, adapter);
            assertLogits(model, rows(golden), golden.path("logits"));
            PeftAdapter.save(folder, adapter, "fixtures/" + base, PeftAdapter.SEQUENCE_CLASSIFICATION);
            adapter.merge();
            assertLogits(model, rows(golden), golden.path("logits"));
        }
        assertThat(folder.resolve(WEIGHTS)).hasSameBinaryContentAs(saved.resolve(WEIGHTS));
        JsonNode theirs = Fixtures.json(saved.resolve("adapter_config.json"));
        Fixtures.json(folder.resolve("adapter_config.json"))
                .properties()
                .forEach(
                        field -> assertThat(field.getValue()).as(field.getKey()).isEqualTo(theirs.get(field.getKey())));
    }

    @Test
    void bertInFourBitsWithAnAdapterEqualsTheReference() {
        JsonNode golden = Fixtures.json(Fixtures.CLASSIFIERS.resolve("qlora-bert.json"));
        JsonNode forward = Fixtures.json(Fixtures.BERT.resolve("forward.json"));
        Path saved = Fixtures.BERT.resolve("lora/final");
        try (var adapter = new LoraAdapter(PeftAdapter.config(saved), 1);
                SequenceClassifier model = Classifiers.load(
                        Fixtures.BERT, adapter, new Placement(Device.CPU, Optional.of(Nf4Config.standard())))) {
            assertThat(model.parameters().isQuantized()).isTrue();
            PeftAdapter.load(saved, adapter);
            Batch rows = batch(forward);
            assertLogits(model, rows, golden.path("logits"));
            assertClose("loss", loss(model, rows), golden.path("loss"));
            JsonNode norms = golden.path("grad_norms");
            assertThat(norms.size()).isEqualTo(adapter.parameters().all().size());
            norms.properties().forEach(expected -> {
                Tensor weight = adapter.parameters().find(expected.getKey()).orElseThrow();
                assertClose(
                        expected.getKey(), weight.grad().orElseThrow().norm().item(), expected.getValue());
            });
        }
    }

    private static SequenceClassifier model(String base, JsonNode golden, LayerDecorator adapter) {
        Path family = Fixtures.BERT.resolveSibling(base);
        if (Classifiers.labels(family).isPresent()) {
            return Classifiers.load(family, adapter);
        }
        Labels labels = Labels.numbered(golden.path("labels").intValue());
        return Classifiers.withNewHead(family, new Classifiers.NewHead(labels, OptionalInt.of(0), 1), adapter);
    }

    private static double loss(SequenceClassifier model, Batch batch) {
        return new ClassificationLoss(model, false)
                        .backward(batch, 1.0 / batch.size(), LayerwisePass.BlockListener.NONE)
                / batch.size();
    }

    /** The rows whose logits the reference has: those of the first two batches. */
    private static Batch rows(JsonNode golden) {
        List<Example> rows =
                new ArrayList<>(batch(golden.path("batches").get(0)).rows());
        rows.addAll(batch(golden.path("batches").get(1)).rows());
        return new Batch(rows);
    }

    private static Batch batch(JsonNode golden) {
        JsonNode ids = golden.has("rows") ? golden.path("rows") : golden.path("input_ids");
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            int[] row = integers(ids.get(i));
            if (golden.has("attention_mask")) {
                row = Arrays.copyOf(
                        row,
                        Arrays.stream(integers(golden.path("attention_mask").get(i)))
                                .sum());
            }
            int label = golden.path("labels").get(i).intValue();
            rows.add(new ClassRow(new RowOrigin(Path.of("rows.jsonl"), i + 1), row, new int[0], label, row.length));
        }
        return new Batch(rows);
    }

    private static int[] integers(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).intValue();
        }
        return values;
    }

    private static void assertLogits(SequenceClassifier model, Batch rows, JsonNode expected) {
        List<ClassRow> all = rows.rowsOf(ClassRow.class);
        assertThat(expected.size()).isEqualTo(all.size());
        model.mode().predict();
        for (int i = 0; i < all.size(); i++) {
            float[] scores = ClassificationScores.of(model, all.get(i));
            double[] reference = Fixtures.doubles(expected.get(i));
            assertThat(scores).hasSameSizeAs(reference);
            for (int k = 0; k < reference.length; k++) {
                assertThat((double) scores[k]).isCloseTo(reference[k], within(1e-3));
            }
        }
        model.mode().train();
    }

    private static void assertClose(String what, double actual, JsonNode expected) {
        double reference = expected.doubleValue();
        assertThat(actual).as(what).isCloseTo(reference, within(1e-4 * reference));
    }

    private static void assertWeights(LoraAdapter adapter, Path expected) {
        try (SafetensorsFile reference = SafetensorsFile.open(expected.resolve(WEIGHTS));
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            assertThat(adapter.parameters().all()).hasSameSizeAs(reference.names());
            adapter.parameters().all().forEach((name, weight) -> {
                Tensor difference = weight.sub(reference.read("base_model.model." + name));
                assertThat(difference.abs().max().item()).as(name).isLessThan(1e-3);
            });
        }
    }
}
