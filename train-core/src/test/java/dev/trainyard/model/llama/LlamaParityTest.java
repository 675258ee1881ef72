package dev.trainyard.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.SupervisedLoss;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.optim.AdamW;
import dev.trainyard.optim.GradientNorm;
import dev.trainyard.optim.LearningRateSchedule;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.tensor.NativeMemory;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LlamaParityTest {
    private static final JsonNode FORWARD = Fixtures.json(Fixtures.LLAMA.resolve("forward.json"));

    @Test
    void logitsEqualTheReference() {
        try (LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, LayerDecorator.NONE);
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            assertLogits(model, FORWARD.path("logits"), 1e-3);
        }
    }

    @Test
    void lossAndEveryGradientEqualTheReference() {
        try (LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, LayerDecorator.NONE);
                Scope scope = Scope.open()) {
            model.parameters().requireGrad(true);
            Tensor loss = SupervisedLoss.mean(
                    model, Fixtures.ids(FORWARD.path("input_ids")), Fixtures.ids(FORWARD.path("labels")));
            assertThat(loss.item()).isCloseTo(FORWARD.path("loss").doubleValue(), within(1e-4));
            loss.backward();
            JsonNode norms = FORWARD.path("grad_norms");
            assertThat(norms.size()).isEqualTo(model.parameters().all().size());
            norms.properties().forEach(expected -> {
                Tensor parameter = model.parameters().find(expected.getKey()).orElseThrow();
                double norm = parameter.grad().orElseThrow().norm().item();
                double reference = expected.getValue().doubleValue();
                assertThat(norm).as(expected.getKey()).isCloseTo(reference, within(1e-3 * reference));
            });
        }
    }

    @Test
    void adapterOfPeftGivesItsLogitsMergedOrNot() {
        var folder = Fixtures.LLAMA.resolve("lora/final");
        JsonNode expected =
                Fixtures.json(Fixtures.LLAMA.resolve("lora/trajectory.json")).path("final_logits");
        try (var adapter = new LoraAdapter(PeftAdapter.config(folder), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter);
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            PeftAdapter.load(folder, adapter);
            assertLogits(model, expected, 1e-3);
            adapter.merge();
            assertLogits(model, expected, 1e-3);
        }
    }

    private static void assertLogits(LanguageModel model, JsonNode expected, double tolerance) {
        Tensor ids_BT = Fixtures.ids(FORWARD.path("input_ids"));
        Tensor logits_BTV = model.logits(model.hidden(ids_BT));
        for (int row = 0; row < expected.size(); row++) {
            for (int t = 0; t < expected.get(row).size(); t++) {
                if (FORWARD.path("attention_mask").get(row).get(t).intValue() == 1) {
                    float[] actual = logits_BTV.select(0, row).select(0, t).floats();
                    double[] reference = Fixtures.doubles(expected.get(row).get(t));
                    for (int v = 0; v < reference.length; v++) {
                        assertThat((double) actual[v]).isCloseTo(reference[v], within(tolerance));
                    }
                }
            }
        }
    }

    @Test
    void twentyStepsOfLoraFollowPeft() {
        JsonNode trajectory = Fixtures.json(Fixtures.LLAMA.resolve("lora/trajectory.json"));
        var folder = Fixtures.LLAMA.resolve("lora/init");
        try (var adapter = new LoraAdapter(PeftAdapter.config(folder), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            PeftAdapter.load(folder, adapter);
            model.mode().train();
            var schedule = new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0.005, 4, 20);
            try (var buffer = new ParameterBuffer(adapter.parameters().trainable(), name -> true);
                    var optimizer = new AdamW(buffer, 0.01)) {
                for (int step = 1; step <= 20; step++) {
                    JsonNode batch = trajectory.path("batches").get(step - 1);
                    JsonNode expected = trajectory.path("steps").get(step - 1);
                    try (Scope scope = Scope.open()) {
                        Tensor loss = SupervisedLoss.mean(
                                model, Fixtures.ids(batch.path("input_ids")), Fixtures.ids(batch.path("labels")));
                        loss.backward();
                        double norm = GradientNorm.of(buffer);
                        double reference = expected.path("grad_norm").doubleValue();
                        assertThat(loss.item())
                                .as("loss of step " + step)
                                .isCloseTo(expected.path("loss").doubleValue(), within(1e-4));
                        assertThat(norm)
                                .as("gradient norm of step " + step)
                                .isCloseTo(reference, within(1e-3 * reference));
                        GradientNorm.clip(buffer, norm, 1.0);
                        optimizer.step(schedule.rate(step));
                    }
                }
            }
            try (NoGrad guard = NoGrad.open();
                    Scope scope = Scope.open()) {
                assertLogits(model, trajectory.path("final_logits"), 5e-3);
            }
        }
    }

    @Test
    void fiftyStepsLeaveNativeMemoryWhereItWas() {
        try (LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, LayerDecorator.NONE)) {
            model.parameters().requireGrad(true);
            steps(model, 10);
            NativeMemory before = NativeMemory.now();
            steps(model, 50);
            NativeMemory after = NativeMemory.now();
            assertThat(after.handles()).isEqualTo(before.handles());
            assertThat(after.residentBytes() - before.residentBytes()).isLessThan(16L << 20);
        }
    }

    private static void steps(LanguageModel model, int count) {
        for (int i = 0; i < count; i++) {
            try (Scope scope = Scope.open()) {
                SupervisedLoss.mean(
                                model, Fixtures.ids(FORWARD.path("input_ids")), Fixtures.ids(FORWARD.path("labels")))
                        .backward();
                model.parameters().clearGrads();
            }
        }
    }
}
