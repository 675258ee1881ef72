package dev.trainyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.SupervisedLoss;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.optim.AdamW;
import dev.trainyard.optim.GradientNorm;
import dev.trainyard.optim.LearningRateSchedule;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.tensor.NativeMemory;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class FamilyParityTest {
    private static final List<Path> FAMILIES = Fixtures.FAMILIES;

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void logitsEqualTheReference(Path family) {
        try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE)) {
            assertLogits(model, family, forward(family).path("logits"), 1e-4);
        }
    }

    private static JsonNode forward(Path family) {
        return Fixtures.json(family.resolve("forward.json"));
    }

    private static JsonNode trajectory(Path family) {
        return Fixtures.json(family.resolve("lora/trajectory.json"));
    }

    private static void assertLogits(LanguageModel model, Path family, JsonNode expected, double tolerance) {
        JsonNode forward = forward(family);
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor logits_BTV = model.logits(model.hidden(Fixtures.ids(forward.path("input_ids"))));
            assertThat(expected.size()).isPositive().isEqualTo((int) logits_BTV.size(0));
            for (int row = 0; row < expected.size(); row++) {
                for (int t = 0; t < expected.get(row).size(); t++) {
                    if (forward.path("attention_mask").get(row).get(t).intValue() == 1) {
                        assertClose(
                                logits_BTV.select(0, row).select(0, t),
                                expected.get(row).get(t),
                                tolerance);
                    }
                }
            }
        }
    }

    private static void assertClose(Tensor logits_V, JsonNode expected, double tolerance) {
        float[] actual = logits_V.floats();
        double[] reference = Fixtures.doubles(expected);
        assertThat(actual).hasSameSizeAs(reference);
        for (int v = 0; v < reference.length; v++) {
            assertThat((double) actual[v]).isCloseTo(reference[v], within(tolerance));
        }
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void lossAndEveryGradientEqualTheReference(Path family) {
        JsonNode forward = forward(family);
        try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE);
                Scope scope = Scope.open()) {
            model.parameters().requireGrad(true);
            Tensor loss = loss(model, forward);
            assertThat(loss.item()).isCloseTo(forward.path("loss").doubleValue(), within(1e-4));
            loss.backward();
            JsonNode norms = forward.path("grad_norms");
            assertThat(norms.size()).isEqualTo(model.parameters().all().size());
            norms.properties().forEach(expected -> {
                Tensor parameter = model.parameters().find(expected.getKey()).orElseThrow();
                double norm = parameter.grad().orElseThrow().norm().item();
                double reference = expected.getValue().doubleValue();
                assertThat(norm).as(expected.getKey()).isCloseTo(reference, within(1e-4 * reference));
            });
        }
    }

    private static Tensor loss(LanguageModel model, JsonNode batch) {
        return SupervisedLoss.mean(model, Fixtures.ids(batch.path("input_ids")), Fixtures.ids(batch.path("labels")));
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void adapterOfPeftGivesItsLogitsMergedOrNotAndOnceSaved(Path family) {
        Path saved = family.resolve("lora/final");
        JsonNode expected = trajectory(family).path("final_logits");
        try (var adapter = new LoraAdapter(PeftAdapter.config(saved), 1);
                LanguageModel model = ModelFamilies.load(family, adapter)) {
            PeftAdapter.load(saved, adapter);
            assertLogits(model, family, expected, 1e-3);
            adapter.merge();
            assertLogits(model, family, expected, 1e-3);
            HuggingFaceFolder.save(folder, model);
        }
        try (LanguageModel merged = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            assertLogits(merged, family, expected, 1e-3);
        }
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void twentyStepsOfLoraFollowPeft(Path family) {
        JsonNode trajectory = trajectory(family);
        Path start = family.resolve("lora/init");
        try (var adapter = new LoraAdapter(PeftAdapter.config(start), 1);
                LanguageModel model = ModelFamilies.load(family, adapter)) {
            PeftAdapter.load(start, adapter);
            model.mode().train();
            var schedule = new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0.005, 4, 20);
            try (var buffer = new ParameterBuffer(adapter.parameters().trainable(), name -> true);
                    var optimizer = new AdamW(buffer, 0.01)) {
                for (int step = 1; step <= 20; step++) {
                    JsonNode expected = trajectory.path("steps").get(step - 1);
                    try (Scope scope = Scope.open()) {
                        Tensor loss = loss(model, trajectory.path("batches").get(step - 1));
                        loss.backward();
                        double norm = GradientNorm.of(buffer);
                        double reference = expected.path("grad_norm").doubleValue();
                        assertThat(loss.item())
                                .as("loss of step " + step)
                                .isCloseTo(expected.path("loss").doubleValue(), within(1e-4));
                        assertThat(norm)
                                .as("gradient norm of step " + step)
                                .isCloseTo(reference, within(1e-4 * reference));
                        GradientNorm.clip(buffer, norm, 1.0);
                        optimizer.step(schedule.rate(step));
                    }
                }
            }
            model.mode().predict();
            assertLogits(model, family, trajectory.path("final_logits"), 5e-3);
        }
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void savedAndLoadedModelGivesIdenticalLogits(Path family) {
        float[] before;
        try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE)) {
            before = logits(model, family);
            HuggingFaceFolder.save(folder, model);
        }
        try (LanguageModel model = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            assertThat(logits(model, family)).containsExactly(before);
        }
    }

    private static float[] logits(LanguageModel model, Path family) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return model.logits(model.hidden(Fixtures.ids(forward(family).path("input_ids"))))
                    .floats();
        }
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void cacheFedInPiecesEqualsNoCache(Path family) {
        try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE);
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor ids_BT = Fixtures.ids(forward(family).path("input_ids"));
            Tensor whole = model.hidden(ids_BT);
            int tokens = (int) ids_BT.size(1);
            try (KvCache cache = model.newCache((int) ids_BT.size(0), tokens)) {
                int from = 0;
                for (int length : new int[] {5, 1, 4, tokens - 10}) {
                    Tensor piece = model.hidden(ids_BT.narrow(1, from, length), cache);
                    Tensor difference = piece.sub(whole.narrow(1, from, length));
                    assertThat(difference.abs().max().item()).isLessThan(1e-4);
                    from += length;
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void fiftyStepsLeaveNativeMemoryWhereItWas(Path family) {
        JsonNode forward = forward(family);
        try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE)) {
            model.parameters().requireGrad(true);
            steps(model, forward, 10);
            NativeMemory before = NativeMemory.now();
            steps(model, forward, 50);
            NativeMemory after = NativeMemory.now();
            assertThat(after.handles()).isEqualTo(before.handles());
            assertThat(after.residentBytes() - before.residentBytes()).isLessThan(16L << 20);
        }
    }

    private static void steps(LanguageModel model, JsonNode batch, int count) {
        for (int i = 0; i < count; i++) {
            try (Scope scope = Scope.open()) {
                loss(model, batch).backward();
                model.parameters().clearGrads();
            }
        }
    }
}
