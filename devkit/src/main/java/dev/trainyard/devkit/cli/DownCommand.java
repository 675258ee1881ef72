package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.stack.StackState;
import dev.trainyard.devkit.terminal.Quantity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code down}: stops the stack in the background and waits until no process is left. */
@Command(name = "down", description = "Stops the stack in the background; its data stays.")
final class DownCommand implements Callable<Integer> {
    private static final Duration IN_ORDER = Duration.ofSeconds(75);
    private static final Duration AFTER_SIGTERM = Duration.ofSeconds(15);

    private final Session session;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder of the stack (default: $TRAINYARD_DATA, or ~/.trainyard).")
    private @Nullable Path data;

    DownCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path folder = StackOptions.folder(data, session);
        Optional<StackState> state = StackState.read(folder).filter(StackState::alive);
        if (state.isEmpty()) {
            session.terminal().line(session.noStackIn(folder));
            return ExitCode.DONE;
        }
        Instant begin = Instant.now();
        stop(state.get(), folder);
        session.terminal()
                .line("stopped after " + Quantity.duration(Duration.between(begin, Instant.now())) + "; data stays in "
                        + folder);
        return ExitCode.DONE;
    }

    private void stop(StackState state, Path folder) throws InterruptedException {
        session.terminal().live(List.of("  stopping …"));
        StackState.requestStop(folder);
        if (ended(state, IN_ORDER)) {
            return;
        }
        ProcessHandle.of(state.pid()).ifPresent(ProcessHandle::destroy);
        if (!ended(state, AFTER_SIGTERM)) {
            // Its children notice within a second, and end.
            ProcessHandle.of(state.pid()).ifPresent(ProcessHandle::destroyForcibly);
            Thread.sleep(2000);
        }
    }

    private static boolean ended(StackState state, Duration limit) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (state.alive() && Instant.now().isBefore(end)) {
            Thread.sleep(100);
        }
        return !state.alive();
    }
}
