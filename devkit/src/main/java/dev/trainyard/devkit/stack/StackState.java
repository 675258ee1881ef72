package dev.trainyard.devkit.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a stack in the background says of itself, in {@code <data>/run/state.json}.
 *
 * @param pid process of the supervisor
 * @param startedAt when that process started, which tells it from a later one with the same number
 * @param message why it failed; empty otherwise
 */
public record StackState(
        long pid, Instant startedAt, Phase phase, String message, String gateway, List<Component> components) {
    /** Where it is in its life. */
    public enum Phase {
        STARTING,
        READY,
        STOPPING,
        STOPPED,
        FAILED
    }

    private static final String FILE = "run/state.json";
    private static final String STOP = "run/stop";

    /** The state of this process. */
    static StackState now(Phase phase, String message, String gateway, List<Component> components) {
        ProcessHandle self = ProcessHandle.current();
        Instant started = self.info().startInstant().orElse(Instant.EPOCH);
        return new StackState(self.pid(), started, phase, message, gateway, List.copyOf(components));
    }

    /** The state in a data folder; empty where no stack was ever started there. */
    public static Optional<StackState> read(Path data) {
        Path file = data.resolve(FILE);
        try {
            return Files.exists(file)
                    ? Optional.of(WireJson.mapper().readValue(Files.readString(file), StackState.class))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Replaces the state in one step, so that a reader never sees half of it. */
    void write(Path data) {
        Path file = data.resolve(FILE);
        Path draft = file.resolveSibling("state.json.new");
        try {
            Files.createDirectories(data.resolve("run"));
            Files.writeString(
                    draft, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Whether the supervisor that wrote this still runs. */
    public boolean alive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle ->
                        handle.info().startInstant().map(startedAt::equals).orElse(true))
                .isPresent();
    }

    /** Asks the stack of a data folder to stop in order. */
    public static void requestStop(Path data) {
        try {
            Files.writeString(data.resolve(STOP), "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + data.resolve(STOP), e);
        }
    }

    static boolean stopRequested(Path data) {
        return Files.exists(data.resolve(STOP));
    }

    static void clearStopRequest(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(STOP));
    }
}
