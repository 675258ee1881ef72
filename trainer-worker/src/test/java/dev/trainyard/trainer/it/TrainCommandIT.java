package dev.trainyard.trainer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.stricthub.StrictHub;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.trainer.cli.TrainCommand;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as users run it. */
final class TrainCommandIT {
    private static final String SPEC = """
            name: tiny
            model: {base: tiny-llama}
            training_data: {path: rows.jsonl, format: tokens, shuffle: false}
            hyperparameters: {max_steps: 8, batch_size: 4, max_length: 64}
            checkpoints: {every_steps: 4, every_epoch: false}
            """;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path output;

    @BeforeEach
    void layOut() throws IOException {
        output = folder.resolve("out");
        new TinyJobs(folder);
    }

    private record Result(int exitCode, String out, String err) {}

    @Test
    void trainsWithoutServicesAndPrintsTheResult() throws Exception {
        Result result = train(SPEC, "--json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode printed = new ObjectMapper().readTree(result.out());
        assertThat(printed.path("outcome").asText()).isEqualTo("succeeded");
        assertThat(printed.path("model_path").asText())
                .isEqualTo(output.resolve("model").toString());
        assertThat(printed.path("metrics").path("train_loss").asDouble()).isPositive();
        assertThat(output.resolve("model/model.safetensors")).isNotEmptyFile();
        assertThat(Files.readAllLines(output.resolve("steps.jsonl")))
                .hasSize(8)
                .allSatisfy(line ->
                        assertThat(line).contains("\"step\"", "\"loss\"", "\"grad_norm\"", "\"learning_rate\""));
        assertThat(result.err()).contains("step 8/8", "tokens/s", "ETA");
    }

    @Test
    void trainsAModelOfAHub() throws Exception {
        try (StrictHub hub = StrictHub.start()) {
            String commit = LocalHub.tiny(hub, "tests/tiny").commit("main");
            environment.put("HF_ENDPOINT", hub.endpoint().toString());
            environment.put("HF_HOME", folder.resolve("hf").toString());

            Result result = train(SPEC.replace("tiny-llama", "tests/tiny"));

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).contains("fetching tests/tiny", "step 8/8");
            assertThat(output.resolve("hub.json")).content().contains("hf://tests/tiny@" + commit);
            assertThat(hub.violations()).isEmpty();
            environment.put("HF_HUB_OFFLINE", "1");
            Result offline = train(SPEC.replace("tiny-llama", "tests/other"));
            assertThat(offline.exitCode()).isEqualTo(2);
            assertThat(offline.err()).contains("NOT_FOUND", "tests/other is not in the cache", "HF_HUB_OFFLINE");
        }
    }

    @Test
    void preparesWithoutTraining() throws Exception {
        Result result = train(SPEC, "--prepare-only");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("prepared, nothing trained", "prepare.json");
        assertThat(result.err()).contains("to learn", "of memory", "all steps will take about");
        assertThat(output.resolve("prepare.json")).isNotEmptyFile();
        assertThat(output.resolve("model")).doesNotExist();
    }

    @Test
    void trainsAModelOfARunningRegistryAndSaysWhereNoneAnswers() throws Exception {
        String spec = SPEC.replace("tiny-llama", "models:/assistant@champion");
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String address = "http://127.0.0.1:" + gateway.getAddress().getPort();
        environment.put("TRAINYARD_URL", address);
        gateway.createContext("/api/training/models/resolve", exchange -> {
            asked.add(exchange.getRequestURI().getQuery());
            byte[] answer = """
                    {"success": true, "data": {"id": "ver-00000000000000000000000000", "name": "assistant", "number": 1,
                     "format": "huggingface", "uri": "%s", "sha256": "%s", "size_bytes": 1}}
                    """.formatted(folder.resolve("tiny-llama").toUri(), "0".repeat(64))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        gateway.start();
        try {
            Result result = train(spec, "--prepare-only");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(asked).containsExactly("ref=assistant@champion");
        } finally {
            gateway.stop(0);
        }

        Result nobody = train(spec);
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.err())
                .contains("models:/assistant@champion", "registry at " + address, "does not answer", "./trainyard up");
    }

    @Test
    void refusesASpecWithEveryProblem() throws Exception {
        Result result = train(SPEC + "moon: 1\nadapter: {r: many}\n", "--json");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).contains("INVALID_SPEC", "moon", "adapter.r");
    }

    @Test
    @Tag("multiprocess")
    void ranksStartedByHandDownloadAModelOnce() throws Exception {
        try (StrictHub hub = StrictHub.start();
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalHub.tiny(hub, "tests/tiny").commit("main");
            environment.putAll(Map.of(
                    "HF_ENDPOINT",
                    hub.endpoint().toString(),
                    "HF_HOME",
                    folder.resolve("hf").toString(),
                    "WORLD_SIZE",
                    "2",
                    "MASTER_ADDR",
                    "127.0.0.1",
                    "MASTER_PORT",
                    Integer.toString(free.getLocalPort()),
                    "OMP_NUM_THREADS",
                    "1"));
            free.close();
            Path spec = write(SPEC.replace("tiny-llama", "tests/tiny") + "training: {world_size: 2}\n");
            List<Process> ranks = new ArrayList<>();
            for (int rank = 0; rank < 2; rank++) {
                ProcessBuilder builder = command(spec)
                        .redirectOutput(folder.resolve("stdout" + rank).toFile())
                        .redirectError(folder.resolve("stderr" + rank).toFile());
                builder.environment().put("RANK", Integer.toString(rank));
                builder.environment().put("LOCAL_RANK", Integer.toString(rank));
                ranks.add(builder.start());
            }
            for (int rank = 0; rank < 2; rank++) {
                assertThat(ranks.get(rank).waitFor())
                        .as(Files.readString(folder.resolve("stderr" + rank)))
                        .isZero();
            }
            assertThat(hub.requests().stream().filter(request -> request.startsWith("store GET")))
                    .as("downloads of the weights")
                    .hasSize(1);
            assertThat(hub.violations()).isEmpty();
            assertThat(output.resolve("model/model.safetensors")).isNotEmptyFile();
        }
    }

    private Path write(String spec) throws IOException {
        return Files.writeString(folder.resolve("spec.yaml"), spec);
    }

    private Result train(String spec, String... more) throws IOException, InterruptedException {
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        int exitCode = command(write(spec), more)
                .redirectOutput(Redirect.to(out.toFile()))
                .redirectError(Redirect.to(err.toFile()))
                .start()
                .waitFor();
        return new Result(exitCode, Files.readString(out), Files.readString(err));
    }

    private ProcessBuilder command(Path spec, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                ChildClasspath.ofThisProcess(),
                TrainCommand.class.getName(),
                "--config",
                spec.toString(),
                "--output",
                output.toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }
}
