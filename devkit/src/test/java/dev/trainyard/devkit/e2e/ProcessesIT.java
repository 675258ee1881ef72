package dev.trainyard.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.devkit.stack.Component;
import dev.trainyard.devkit.stack.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README that start and stop a stack, and what remains after them: nothing. */
final class ProcessesIT {
    private static final Path LAUNCHER =
            Path.of("../trainyard").toAbsolutePath().normalize();

    private static final Path FIXTURE = Path.of("../train-core/src/test/resources/fixtures/llama")
            .toAbsolutePath()
            .normalize();

    @TempDir
    private Path data;

    @Test
    void aStackInTheBackgroundLeavesNoProcessBehind() throws Exception {
        Outcome up = trainyard("up", "--free-ports", "--data", data.toString());
        assertThat(up.exitCode).as(up.output).isZero();
        StackState state = StackState.read(data).orElseThrow();
        Outcome status = trainyard("status", "--data", data.toString());
        assertThat(status.exitCode).as(status.output).isZero();
        assertThat(status.output).contains("trainer-worker", "ready");
        assertThat(trainyard("jobs", "list", "--url", state.gateway()).output).contains("no jobs yet");
        aModelIsRegisteredNamedAndSigned(state.gateway());
        List<ProcessHandle> processes = processes(state);

        Outcome down = trainyard("down", "--data", data.toString());

        assertThat(down.exitCode).as(down.output).isZero();
        assertThat(processes).hasSizeGreaterThan(7).noneMatch(ProcessHandle::isAlive);
        assertThat(trainyard("status", "--data", data.toString()).exitCode).isEqualTo(3);

        killedSupervisorTakesEverythingWithIt();
    }

    private void aModelIsRegisteredNamedAndSigned(String url) throws Exception {
        Path source = Files.createDirectories(data.resolve("datasets")).resolve("tiny");
        Files.createDirectories(source);
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(FIXTURE.resolve(file), source.resolve(file));
        }
        assertThat(models(url, "register", "tiny", source.toString(), "--tag", "team=nlp"))
                .contains("tiny/1 is registered: huggingface");
        assertThat(models(url, "alias", "tiny@champion", "latest", "--expect", "0"))
                .contains("tiny@champion is version 1 now");
        assertThat(models(url, "search", "--tag", "team=nlp", "--family", "llama"))
                .contains("tiny", "causal-lm");
        assertThat(models(url, "versions", "tiny")).contains("tiny/1", "@champion");
        assertThat(models(url, "compare", "tiny/1", "tiny@champion")).contains("parameter_count");
        assertThat(models(url, "usage", "tiny")).contains("no requests to tiny");

        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String publicKey = pem("PUBLIC KEY", pair.getPublic());
        assertThat(models(url, "sign", "tiny@champion", "--key", pem("PRIVATE KEY", pair.getPrivate())))
                .contains("model.sig");
        assertThat(models(url, "verify", "tiny/1", "--key", publicKey)).contains("verified: 2 files");
        assertThat(models(url, "delete", "tiny")).contains("tiny is deleted");
    }

    private String models(String url, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("models"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--url", url));
        Outcome outcome = trainyard(command.toArray(String[]::new));
        assertThat(outcome.exitCode).as(outcome.output).isZero();
        return outcome.output;
    }

    private String pem(String kind, Key key) throws IOException {
        String text = "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getEncoder().encodeToString(key.getEncoded()), kind);
        return Files.writeString(Files.createTempFile(data, "key", ".pem"), text)
                .toString();
    }

    /** On the same data: a second start is quick, and shows that data is kept in a usable state. */
    private void killedSupervisorTakesEverythingWithIt() throws Exception {
        Outcome up = trainyard("up", "--free-ports", "--data", data.toString());
        assertThat(up.exitCode).as(up.output).isZero();
        StackState state = StackState.read(data).orElseThrow();
        List<ProcessHandle> processes = processes(state);

        ProcessHandle.of(state.pid()).orElseThrow().destroyForcibly();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }

    private static List<ProcessHandle> processes(StackState state) {
        List<ProcessHandle> all = new ArrayList<>();
        Stream.concat(Stream.of(state.pid()), state.components().stream().map(Component::pid))
                .forEach(pid -> {
                    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
                    all.add(process);
                    process.descendants().forEach(all::add);
                });
        return all.stream().distinct().toList();
    }

    private record Outcome(int exitCode, String output) {}

    private Outcome trainyard(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(data, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // The build that runs this test has built everything; a nested one would wait for it.
        builder.environment().put("TRAINYARD_SKIP_BUILD", "1");
        Process process = builder.start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }
}
