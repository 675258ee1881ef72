package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeftParityTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"patterns-llama, llama", "layers-gpt2, gpt2"})
    void patternsLayersAndSavedModulesOfPeftGiveItsLogits(String name, String base) {
        Path family = Fixtures.PEFT.resolveSibling(base);
        Path saved = Fixtures.PEFT.resolve(name);
        JsonNode golden = Fixtures.json(saved.resolve("golden.json"));
        try (var adapter = new LoraAdapter(PeftAdapter.config(saved), 1);
                LanguageModel model = ModelFamilies.load(family, adapter)) {
            PeftAdapter.load(saved, adapter);
            assertLogits(model, family, golden);
            PeftAdapter.save(folder, adapter, "fixtures/" + base);
            adapter.merge();
            assertLogits(model, family, golden);
        }
        assertThat(folder.resolve("adapter_model.safetensors"))
                .hasSameBinaryContentAs(saved.resolve("adapter_model.safetensors"));
        JsonNode theirs = Fixtures.json(saved.resolve("adapter_config.json"));
        Fixtures.json(folder.resolve("adapter_config.json"))
                .properties()
                .forEach(
                        field -> assertThat(field.getValue()).as(field.getKey()).isEqualTo(theirs.get(field.getKey())));
    }

    private static void assertLogits(LanguageModel model, Path family, JsonNode golden) {
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
                        .isCloseTo(expected.get(i / width).get(i % width).doubleValue(), within(TOLERANCE));
            }
        }
    }
}
