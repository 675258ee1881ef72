package dev.trainyard.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.devkit.stack.Component;
import dev.trainyard.devkit.stack.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README that start and stop a stack, and what remains after them: nothing. */
final class ProcessesIT {
    private static final Path LAUNCHER =
            Path.of("../trainyard").toAbsolutePath().normalize();

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
        List<ProcessHandle> processes = processes(state);

        Outcome down = trainyard("down", "--data", data.toString());

        assertThat(down.exitCode).as(down.output).isZero();
        assertThat(processes).hasSizeGreaterThan(7).noneMatch(ProcessHandle::isAlive);
        assertThat(trainyard("status", "--data", data.toString()).exitCode).isEqualTo(3);

        killedSupervisorTakesEverythingWithIt();
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
