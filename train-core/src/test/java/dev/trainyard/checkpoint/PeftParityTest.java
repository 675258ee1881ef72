package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.SupervisedLoss;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.optim.AdamW;
import dev.trainyard.optim.GradientNorm;
import dev.trainyard.optim.LearningRateSchedule;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.optim.WeightDecay;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeftParityTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"patterns-llama, llama", "layers-gpt2, gpt2"})
    void patternsLayersAndSavedModulesOfPeftGiveItsLogits(String name, String base) {
        Path saved = Fixtures.PEFT.resolve(name);
        assertSameLogitsAndFiles(
                saved, Fixtures.PEFT.resolveSibling(base), Fixtures.json(saved.resolve("golden.json")));
    }

    @ParameterizedTest
    @CsvSource({"dora-llama, llama", "dora-gpt2, gpt2"})
    void twentyStepsOfDoraFollowPeft(String name, String base) {
        Path family = Fixtures.PEFT.resolveSibling(base);
        Path start = Fixtures.PEFT.resolve(name).resolve("init");
        JsonNode golden = Fixtures.json(Fixtures.PEFT.resolve(name).resolve("golden.json"));
        JsonNode batches = Fixtures.json(family.resolve("lora/trajectory.json")).path("batches");
        try (var adapter = new LoraAdapter(PeftAdapter.config(start), 1);
                LanguageModel model = ModelFamilies.load(family, adapter)) {
            assertThat(adapter.config().dora()).isTrue();
            PeftAdapter.load(start, adapter);
            model.mode().train();
            var schedule = new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0.005, 4, 20);
            try (var buffer = new ParameterBuffer(adapter.parameters().trainable(), WeightDecay::appliesTo);
                    var optimizer = new AdamW(buffer, 0.01)) {
                for (int step = 1; step <= 20; step++) {
                    JsonNode expected = golden.path("steps").get(step - 1);
                    try (Scope scope = Scope.open()) {
                        Tensor loss = loss(model, batches.get(step - 1));
                        loss.backward();
                        assertClose("loss of step " + step, loss.item(), expected.path("loss"));
                    }
                    if (step == 1) {
                        assertGradients(adapter, golden.path("first_grad_norms"));
                    }
                    double norm = GradientNorm.of(buffer);
                    assertClose("gradient norm of step " + step, norm, expected.path("grad_norm"));
                    GradientNorm.clip(buffer, norm, 1.0);
                    optimizer.step(schedule.rate(step));
                }
            }
            model.mode().predict();
            assertLogits(model, family, golden, 2e-3);
        }
    }

    private static Tensor loss(LanguageModel model, JsonNode batch) {
        return SupervisedLoss.mean(model, Fixtures.ids(batch.path("input_ids")), Fixtures.ids(batch.path("labels")));
    }

    private static void assertGradients(LoraAdapter adapter, JsonNode norms) {
        assertThat(norms.size()).isEqualTo(adapter.parameters().all().size());
        norms.properties().forEach(expected -> {
            Tensor parameter = adapter.parameters().find(expected.getKey()).orElseThrow();
            assertClose(expected.getKey(), parameter.grad().orElseThrow().norm().item(), expected.getValue());
        });
    }

    private static void assertClose(String what, double actual, JsonNode expected) {
        double reference = expected.doubleValue();
        assertThat(actual).as(what).isCloseTo(reference, within(1e-4 * reference));
    }

    @ParameterizedTest
    @CsvSource({"dora-llama, llama", "dora-gpt2, gpt2"})
    void doraOfPeftGivesItsLogitsMergedOrNotAndIsWrittenAsPeftWroteIt(String name, String base) {
        Path family = Fixtures.PEFT.resolveSibling(base);
        Path saved = Fixtures.PEFT.resolve(name).resolve("final");
        JsonNode golden = Fixtures.json(Fixtures.PEFT.resolve(name).resolve("golden.json"));
        assertSameLogitsAndFiles(saved, family, golden);
    }

    private void assertSameLogitsAndFiles(Path saved, Path family, JsonNode golden) {
        try (var adapter = new LoraAdapter(PeftAdapter.config(saved), 1);
                LanguageModel model = ModelFamilies.load(family, adapter)) {
            PeftAdapter.load(saved, adapter);
            assertLogits(model, family, golden, 1e-4);
            PeftAdapter.save(folder, adapter, "fixtures/" + family.getFileName());
            adapter.merge();
            assertLogits(model, family, golden, 1e-4);
        }
        assertThat(folder.resolve("adapter_model.safetensors"))
                .hasSameBinaryContentAs(saved.resolve("adapter_model.safetensors"));
        JsonNode theirs = Fixtures.json(saved.resolve("adapter_config.json"));
        Fixtures.json(folder.resolve("adapter_config.json"))
                .properties()
                .forEach(
                        field -> assertThat(field.getValue()).as(field.getKey()).isEqualTo(theirs.get(field.getKey())));
    }

    private static void assertLogits(LanguageModel model, Path family, JsonNode golden, double tolerance) {
        JsonNode forward = Fixtures.json(family.resolve("forward.json"));
        JsonNode expected = golden.path("logits");
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor hidden_BTC = model.hidden(Fixtures.ids(forward.path("input_ids")));
            long rows = expected.size();
            assertThat(rows).isEqualTo(6);
            Tensor last_NC = hidden_BTC.select(0, 0).narrow(0, hidden_BTC.size(1) - rows, rows);
            double[] logits = model.logits(last_NC).doubles();
            int width = expected.get(0).size();
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i])
                        .isCloseTo(expected.get(i / width).get(i % width).doubleValue(), within(tolerance));
            }
        }
    }
}
