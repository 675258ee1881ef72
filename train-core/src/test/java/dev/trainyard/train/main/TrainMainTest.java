package dev.trainyard.train.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.tensor.NativeOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each run is a process of its own, as a worker starts it. */
class TrainMainTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = "the quick brown fox jumps over the lazy dog. ";

    @TempDir
    Path folder;

    /** What a child wrote and how it ended. */
    private record Ended(int code, List<JsonNode> lines) {
        List<JsonNode> named(String event) {
            return lines.stream()
                    .filter(line -> line.path("event").textValue().equals(event))
                    .toList();
        }

        JsonNode last() {
            return lines.getLast();
        }
    }

    @Test
    void interruptedRunsEndWithTheWeightsOfAnUndisturbedOne() throws Exception {
        Path config = config(300);
        Ended undisturbed = run(config, "whole", line -> false, ProcessHandle::destroy);
        assertThat(undisturbed.code()).isZero();
        assertThat(undisturbed.lines().getFirst())
                .isEqualTo(JSON.readTree(
                        "{\"event\":\"stage\",\"stage\":\"prepare\",\"message\":\"Preparing model and data\"}"));
        assertThat(undisturbed.named("progress").getFirst().path("step").intValue())
                .isEqualTo(1);
        JsonNode lastStep = undisturbed.named("progress").getLast();
        assertThat(lastStep.path("step").intValue()).isEqualTo(300);
        assertThat(lastStep.path("total_steps").intValue()).isEqualTo(300);
        assertThat(lastStep.path("eta_seconds").doubleValue()).isZero();
        assertThat(lastStep.path("metrics").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("loss", "learning_rate", "grad_norm", "tokens_per_second");
        assertThat(undisturbed.named("validation")).isNotEmpty();
        assertThat(undisturbed.named("checkpoint")).isNotEmpty();
        assertThat(undisturbed.last().path("event").textValue()).isEqualTo("succeeded");
        assertThat(Path.of(undisturbed.last().path("model_path").textValue())).isDirectory();

        Ended terminated = run(config, "terminated", isEvent("checkpoint"), ProcessHandle::destroy);
        assertThat(terminated.code()).isEqualTo(143);
        assertThat(terminated.last().path("event").textValue()).isEqualTo("cancelled");
        int step = terminated.last().path("step").intValue();
        assertThat(step).isBetween(40, 299);
        Ended resumed = run(config, "terminated", line -> false, ProcessHandle::destroy, "--resume");
        assertThat(resumed.code()).isZero();
        assertThat(resumed.named("resumed").getFirst().path("step").intValue()).isEqualTo(step);

        Ended killed = run(config, "killed", isEvent("checkpoint"), ProcessHandle::destroyForcibly);
        assertThat(killed.code()).isEqualTo(137);
        Ended continued = run(config, "killed", line -> false, ProcessHandle::destroy, "--resume");
        assertThat(continued.code()).isZero();
        assertThat(continued.named("resumed")).hasSize(1);

        for (String other : List.of("terminated", "killed")) {
            assertThat(folder.resolve(other).resolve("model/model.safetensors"))
                    .hasSameBinaryContentAs(folder.resolve("whole/model/model.safetensors"));
            assertThat(Files.readAllLines(folder.resolve(other).resolve("steps.jsonl")))
                    .hasSize(300);
        }
    }

    @Test
    void whatTheUserMustCorrectIsCodeTwoWithTheReason() throws Exception {
        Path config = Files.writeString(folder.resolve("bad.json"), "{\"model\": {}, \"loop\": {\"epochs\": 0}}");
        Ended ended = run(config, "out", line -> false, ProcessHandle::destroy);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.last().path("event").textValue()).isEqualTo("failed");
        assertThat(ended.last().path("code").textValue()).isEqualTo("INVALID_SPEC");
        assertThat(ended.last().path("message").textValue())
                .contains("loop.epochs: is 0", "model.base: is missing", "data.files: is missing");
    }

    @Test
    void aChildEndsWithTheProcessItIsToBeParentedBy() throws Exception {
        Process parent = new ProcessBuilder("sleep", "60").start();
        Process child = start(config(100_000), "orphan", Map.of("TRAINYARD_PARENT_PID", Long.toString(parent.pid())));
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).contains("prepare");
            parent.destroyForcibly().waitFor();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(113);
        } finally {
            child.destroyForcibly();
        }
    }

    private static Predicate<JsonNode> isEvent(String name) {
        return line -> line.path("event").textValue().equals(name);
    }

    /** Trains in a child, and once a line is {@code due} does {@code act} to it. */
    private Ended run(Path config, String output, Predicate<JsonNode> due, Consumer<ProcessHandle> act, String... more)
            throws Exception {
        Process child = start(config, output, Map.of(), more);
        List<JsonNode> lines = new ArrayList<>();
        boolean acted = false;
        try (BufferedReader out = child.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(parsed(line));
                if (!acted && due.test(lines.getLast())) {
                    acted = true;
                    // Not the process itself: that would close its output, which is still to be read.
                    act.accept(child.toHandle());
                }
            }
        } finally {
            if (!child.waitFor(30, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        }
        return new Ended(child.waitFor(), lines);
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("standard output carries only JSON lines, not: " + line, e);
        }
    }

    private Process start(Path config, String output, Map<String, String> environment, String... more)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(NativeOptions.jvmOptions());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainMain.class.getName()));
        command.addAll(List.of(
                "--config",
                config.toString(),
                "--output",
                folder.resolve(output).toString()));
        Collections.addAll(command, more);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve(output + ".err").toFile());
        builder.environment().putAll(NativeOptions.environment(1));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path config(int steps) throws IOException {
        Path data = Files.writeString(folder.resolve("text.txt"), TEXT.repeat(60));
        return Files.writeString(folder.resolve("train.json"), """
                {"model": {"architecture": {"vocab_size": 300, "hidden_size": 32, "intermediate_size": 64,
                   "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 64}},
                 "data": {"files": ["%s"], "format": "text", "validation_split": 0.1, "max_length": 32},
                 "loop": {"batch_size": 4, "gradient_accumulation_steps": 2, "epochs": 100000, "max_steps": %d},
                 "optim": {"learning_rate": 0.001}, "validation": {"every_steps": 100},
                 "checkpoints": {"every_steps": 40, "every_epoch": false}}
                """.formatted(data, steps));
    }
}
