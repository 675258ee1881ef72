package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterTrainingTest {
    @TempDir
    Path folder;

    /** The quantised base is no part of a checkpoint: it is quantised again, to the same codes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qwen3    | {\"r\": 2, \"dropout\": 0.2, \"use_rslora\": true, \"quantization\": {}}",
                "gpt2     | {\"r\": 2, \"dropout\": 0.2, \"use_dora\": true, \"quantization\": {\"double_quant\": false}}",
                "nf4/llama| {\"r\": 2, \"dropout\": 0.2, \"rank_pattern\": {\"q_proj\": 3}, \"modules_to_save\": [\"norm\"]}"
            })
    void aStoppedRunGoesOnBitByBitAndExportsAWholeModel(String base, String lora) throws IOException {
        TrainConfig config = config(base, lora);
        Path whole = folder.resolve("whole");
        List<TrainEvent> events = new ArrayList<>();
        Training.run(config, whole, events::add, StopSignal.NEVER);

        Path stopped = folder.resolve("stopped");
        List<TrainEvent> before = new ArrayList<>();
        Training.run(config, stopped, before::add, () -> steps(before) >= 3);
        assertThat(steps(before)).isEqualTo(3);
        Training.resume(config, stopped, TrainListener.NONE, StopSignal.NEVER);

        Path weights = Path.of("adapter/adapter_model.safetensors");
        assertThat(stopped.resolve(weights)).hasSameBinaryContentAs(whole.resolve(weights));
        double[] losses = events.stream()
                .filter(TrainEvent.StepTaken.class::isInstance)
                .mapToDouble(event -> ((TrainEvent.StepTaken) event).loss())
                .toArray();
        assertThat(Arrays.stream(losses).skip(6).average().orElseThrow())
                .isLessThan(Arrays.stream(losses).limit(2).average().orElseThrow());
        LoraConfig saved = PeftAdapter.config(whole.resolve("adapter"));
        LoraConfig asked = config.lora().orElseThrow().shape();
        assertThat(saved.dora()).isEqualTo(asked.dora());
        assertThat(saved.rankStabilized()).isEqualTo(asked.rankStabilized());
        assertThat(saved.rankPattern()).isEqualTo(asked.rankPattern());
        assertThat(saved.modulesToSave()).isEqualTo(asked.modulesToSave());
        try (LanguageModel exported = ModelFamilies.load(whole.resolve("model"), LayerDecorator.NONE)) {
            assertThat(exported.parameters().isQuantized()).isFalse();
        }
    }

    private static long steps(List<TrainEvent> events) {
        return events.stream().filter(TrainEvent.StepTaken.class::isInstance).count();
    }

    private TrainConfig config(String base, String lora) throws IOException {
        Path model = Fixtures.LLAMA.resolveSibling(base);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int start = 3 + i % 4;
            rows.add("{\"input_ids\": [%d, %d, 9, 8, 7, 6, 5, 4], \"labels\": [-100, -100, 9, 8, 7, 6, 5, 4]}"
                    .formatted(start, start + 10));
        }
        Path data = Files.write(folder.resolve("rows.jsonl"), rows);
        return TrainConfigJson.parse("""
                {"model": {"base": "%s"}, "data": {"files": ["%s"], "format": "tokens"},
                 "loop": {"batch_size": 4, "epochs": 2}, "lora": %s, "optim": {"learning_rate": 0.02}, "seed": 3}
                """.formatted(model, data, lora), "test");
    }

    @Test
    void aQuantisedBaseTrainsNoWeightsOfItsOwn() throws IOException {
        TrainConfig full = config("nf4/llama", "null");
        assertThatThrownBy(() -> Training.run(full, folder.resolve("out"), TrainListener.NONE, StopSignal.NEVER))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("stored in 4 bits")
                .hasMessageContaining("train an adapter on it");
    }

    @Test
    void aPatternThatNoModuleMatchesIsRefused() throws IOException {
        TrainConfig config = config("llama", "{\"rank_pattern\": {\"q_prj\": 4}, \"exclude_modules\": [\"lm_hed\"]}");
        assertThatThrownBy(() -> Training.run(config, folder.resolve("out"), TrainListener.NONE, StopSignal.NEVER))
                .hasMessageContaining("exclude_modules lm_hed, rank_pattern q_prj choose no linear layer");
    }
}
