package dev.trainyard.trainer.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.adapter.ModuleSelector;
import dev.trainyard.adapter.TargetModules;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.train.TrainConfig;
import dev.trainyard.train.TrainConfigJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainConfigTranslatorTest {
    private static final TrainConfigTranslator.Room ROOM = new TrainConfigTranslator.Room(2, 1);

    @TempDir
    Path folder;

    private Path data;
    private Path artifacts;

    @BeforeEach
    void layOutFolders() throws IOException {
        data = Files.createDirectories(folder.resolve("data")).toRealPath();
        artifacts = Files.createDirectories(folder.resolve("artifacts")).toRealPath();
        Files.writeString(data.resolve("rows.jsonl"), "{}");
        Files.writeString(data.resolve("held.jsonl"), "{}");
        Files.createDirectories(artifacts.resolve("jobs/base/model"));
        Files.createDirectories(data.resolve("adapter"));
    }

    @Test
    void everyFieldArrives() {
        TrainConfig config = translate("""
                name: m
                model: {base: %s/jobs/base/model}
                training_data: {path: rows.jsonl, format: tokens, validation_path: held.jsonl, shuffle: false}
                hyperparameters: {learning_rate: 0.002, batch_size: 3, gradient_accumulation_steps: 4, epochs: 5,
                                  max_steps: 6, max_length: 77, warmup_steps: 8, weight_decay: 0.03,
                                  max_grad_norm: 0.5, seed: 9}
                adapter: {method: lora, r: 4, alpha: 16, dropout: 0.1, target_modules: [q_proj], init_from: adapter}
                optimization: {optimizer: sgd, momentum: 0.9, nesterov: true, scheduler: cosine,
                               gradient_checkpointing: true, packing: true, precision: bf16,
                               objective: dpo, dpo: {beta: 0.2, label_smoothing: 0.05},
                               early_stopping: {enabled: true, patience: 2, min_delta: 0.25, metric: rewards/margins}}
                checkpoints: {every_steps: 11, every_epoch: false, keep_last: 12}
                evaluation: {every_steps: 13, save_best_model: true}
                """.formatted(artifacts));

        assertThat(config)
                .isEqualTo(new TrainConfig(
                        new TrainConfig.Model(Optional.of(artifacts.resolve("jobs/base/model")), Optional.empty()),
                        new TrainConfig.Data(
                                List.of(data.resolve("rows.jsonl")),
                                "tokens",
                                0,
                                Optional.of(data.resolve("held.jsonl")),
                                false,
                                77,
                                "packed"),
                        new TrainConfig.Loop(3, 4, 5, OptionalInt.of(6), 0.5, "bf16", true),
                        Optional.of(new TrainConfig.Lora(
                                4, 16, 0.1, List.of("q_proj"), Optional.of(data.resolve("adapter")))),
                        Optional.of(new TrainConfig.Dpo(0.2, 0.05)),
                        new TrainConfig.Optim("sgd", 0.002, 0.03, "cosine", 8, List.of(0.9, 0.999), 1e-8, 0.9, true),
                        new TrainConfig.Validation(13, OptionalInt.of(2), 0.25, "rewards/margins", true),
                        new TrainConfig.Checkpoints(11, false, 12),
                        9));
    }

    @Test
    void everyFieldOfAnAdapterArrives() {
        TrainConfig config = translate("""
                name: m
                model: {base: %s/jobs/base/model}
                training_data: {path: rows.jsonl}
                adapter: {method: qlora, r: 4, alpha: 8, target_modules: ".*_proj", exclude_modules: [o_proj],
                          use_rslora: true, rank_pattern: {q_proj: 2}, alpha_pattern: {v_proj: 3},
                          modules_to_save: [norm], quantization: {double_quant: false, skip_modules: [mlp]}}
                """.formatted(artifacts));
        TrainConfig.Lora lora = config.lora().orElseThrow();
        assertThat(lora.shape())
                .isEqualTo(new LoraConfig(
                        4,
                        8,
                        0,
                        new TargetModules(
                                ModuleSelector.matching(".*_proj"),
                                ModuleSelector.named(List.of("o_proj")),
                                List.of(),
                                List.of()),
                        true,
                        false,
                        Map.of("q_proj", 2),
                        Map.of("v_proj", 3.0),
                        List.of("norm")));
        assertThat(lora.quantization()).contains(new Nf4Config(false, List.of("mlp")));
        assertThat(TrainConfigJson.parse(TrainConfigJson.write(config), "test")).isEqualTo(config);

        TrainConfig.Lora dora = translate("""
                name: m
                model: {base: %s/jobs/base/model}
                training_data: {path: rows.jsonl}
                adapter: {method: dora, layers_to_transform: [1]}
                """.formatted(artifacts)).lora().orElseThrow();
        assertThat(dora.shape().dora()).isTrue();
        assertThat(dora.shape().targets().layers()).containsExactly(1);
        assertThat(dora.quantization()).isEmpty();
    }

    @Test
    void theLibraryReadsWhatIsWritten() {
        TrainConfig config = translate("""
                name: m
                model:
                  architecture: {model_type: llama, vocab_size: 300, hidden_size: 64, intermediate_size: 128,
                                 num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2}
                training_data: {path: rows.jsonl}
                optimization: {optimizer: adam, betas: [0.8, 0.95], eps: 1e-6}
                """);

        assertThat(config.optim().betas()).containsExactly(0.8, 0.95);
        assertThat(TrainConfigJson.parse(TrainConfigJson.write(config), "test")).isEqualTo(config);
    }

    @Test
    void dataOutsideOfTheRootsIsRefused() {
        assertThatThrownBy(() -> translate("""
                        name: m
                        model: {base: %s/jobs/base/model}
                        training_data: {path: /etc/hostname}
                        """.formatted(artifacts)))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_NOT_ALLOWED));
    }

    @Test
    void artifactsMayBeBaseModelsButNotData() throws IOException {
        Files.writeString(artifacts.resolve("rows.jsonl"), "{}");

        assertThatThrownBy(() -> translate("""
                        name: m
                        model: {base: %1$s/jobs/base/model}
                        training_data: {path: %1$s/rows.jsonl}
                        """.formatted(artifacts)))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_NOT_ALLOWED));
    }

    @Test
    void aJobHasAsManyProcessesAsTheWorkerHasRoomFor() throws IOException {
        Files.writeString(data.resolve("rows.jsonl"), "{}");
        String spec = """
                name: m
                model: {architecture: {}}
                training_data: {path: %s/rows.jsonl}
                training: {distributed: true, world_size: %d}
                """;

        assertThat(translate(spec.formatted(data, 2)).loop().batchSize()).isEqualTo(8);
        assertThatThrownBy(() -> translate(spec.formatted(data, 3)))
                .hasMessageContaining("training.world_size: 3 processes asked for, but this worker has room for 2");
    }

    @Test
    void takesNoMoreGpusThanTheWorkerHas() {
        String spec = """
                name: m
                model: {architecture: {}}
                training_data: {path: %s/rows.jsonl}
                training: {world_size: %d}
                resources: {gpus: %d}
                """;

        assertThat(translate(spec.formatted(data, 1, 1)).loop().batchSize()).isEqualTo(8);
        assertThatThrownBy(() -> translate(spec.formatted(data, 2, 2)))
                .hasMessageContaining("resources.gpus: 2 GPUs asked for, but this worker has 1 for a job");
    }

    private TrainConfig translate(String yaml) {
        JobSpec spec = JobSpecReader.read(yaml);
        return new TrainConfigTranslator(new ConfinedPaths(List.of(data), artifacts), ROOM).translate(spec);
    }
}
