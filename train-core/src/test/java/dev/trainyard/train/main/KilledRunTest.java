package dev.trainyard.train.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.model.llama.LlamaConfig;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in a process of its own that is killed again and again, with dropout, accumulation, packing, shuffling,
 * validation and pruned checkpoints. {@code -Dtrainyard.kills} and {@code -Dtrainyard.kills.seed} choose other ones.
 */
class KilledRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KILLS = Integer.getInteger("trainyard.kills", 6);
    private static final long SEED = Long.getLong("trainyard.kills.seed", System.nanoTime());
    private static final int STEPS = 240;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void aRunKilledAtRandomStepsEndsBitForBitWhereAnUndisturbedOneEnds() throws Exception {
        Path config = config();
        finish(config, "whole");
        JsonNode steps = lastStep("whole");
        assertThat(steps.path("step").intValue()).isEqualTo(STEPS);
        double epochs = steps.path("epoch").doubleValue();
        assertThat(epochs).isGreaterThan(10);

        List<Integer> targets = targets((int) Math.ceil(STEPS / epochs) + 1);
        System.err.println("kills after steps " + targets + ", seed " + SEED);
        for (int target : targets) {
            kill(config, target);
        }
        finish(config, "killed");

        for (String file : List.of(
                "adapter/adapter_model.safetensors",
                "model/model.safetensors",
                last("optimizer.safetensors"),
                last("rng_state.bin"))) {
            assertThat(folder.resolve("killed").resolve(file))
                    .as("seed %d, kills after steps %s", SEED, targets)
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
        assertThat(losses("killed")).isEqualTo(losses("whole"));
    }

    /** Steps in epochs after the first, in order. */
    private static List<Integer> targets(int first) {
        Random random = new Random(SEED);
        List<Integer> steps = new ArrayList<>();
        for (int step = first; step < STEPS - 1; step++) {
            steps.add(step);
        }
        Collections.shuffle(steps, random);
        return steps.stream().limit(KILLS).sorted().toList();
    }

    private void finish(Path config, String output) throws Exception {
        Process child = start(config, output);
        assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue())
                .as(() -> read(folder.resolve(output + ".err")))
                .isZero();
    }

    /** Kills the process as soon as it has recorded this step, wherever it is by then. */
    private void kill(Path config, int step) throws Exception {
        Path recorded = folder.resolve("killed/steps.jsonl");
        Process child = start(config, "killed");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (child.isAlive() && !holds(recorded, step)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(1);
            }
            assertThat(child.isAlive())
                    .as(() -> "step " + step + ": " + read(folder.resolve("killed.err")))
                    .isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(child.exitValue()).isEqualTo(137);
    }

    private static boolean holds(Path recorded, int step) {
        return Files.exists(recorded) && read(recorded).contains("{\"step\":" + step + ",");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private JsonNode lastStep(String output) throws IOException {
        return JSON.readTree(Files.readAllLines(folder.resolve(output).resolve("steps.jsonl"))
                .getLast());
    }

    private List<String> losses(String output) throws IOException {
        List<String> losses = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(output).resolve("steps.jsonl"))) {
            JsonNode step = JSON.readTree(line);
            losses.add(step.path("step") + " " + step.path("loss") + " " + step.path("grad_norm"));
        }
        return losses;
    }

    private static String last(String file) {
        return "checkpoints/step_%06d/%s".formatted(STEPS, file);
    }

    private Process start(Path config, String output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(NativeOptions.jvmOptions());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainMain.class.getName()));
        command.addAll(List.of("--config", config.toString(), "--resume", "--output"));
        command.add(folder.resolve(output).toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve(output + ".err").toFile());
        builder.environment().putAll(NativeOptions.environment(1));
        return builder.start();
    }

    private Path config() throws IOException {
        Path base = Files.createDirectory(folder.resolve("base"));
        try (LanguageModel model = ModelFamilies.initialize(LlamaConfig.debug(), 1, LayerDecorator.NONE)) {
            HuggingFaceFolder.save(base, model);
        }
        return Files.writeString(folder.resolve("train.json"), """
                {"model": {"base": "%s"},
                 "data": {"files": ["%s"], "format": "tokens", "validation_split": 0.1, "shuffle": true,
                          "max_length": 24, "batching": "packed"},
                 "loop": {"batch_size": 2, "gradient_accumulation_steps": 2, "epochs": 1000, "max_steps": %d},
                 "lora": {"r": 4, "dropout": 0.2},
                 "optim": {"learning_rate": 0.005, "weight_decay": 0.01, "scheduler": "cosine", "warmup_steps": 9},
                 "validation": {"every_steps": 11}, "checkpoints": {"every_steps": 7, "every_epoch": false}}
                """.formatted(base, rows(), STEPS));
    }

    /** Rows of unequal lengths, of tokens that follow from those before. */
    private Path rows() throws IOException {
        Random random = new Random(5);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ObjectNode row = JSON.createObjectNode();
            int start = random.nextInt(100);
            for (int t = 0, length = 4 + random.nextInt(16); t < length; t++) {
                row.withArray("input_ids").add(start + 2 * t);
            }
            rows.add(row.toString());
        }
        return Files.write(folder.resolve("rows.jsonl"), rows);
    }
}
