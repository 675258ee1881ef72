package dev.trainyard.trainer.child;

import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.trainer.domain.ProcessEnd;
import dev.trainyard.trainer.domain.TrainerLine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process of a run. Thread-safe. */
final class Rank {
    private final int number;
    private final ErrorLog errors;
    private final ChildProcess child;
    private volatile @Nullable TrainerLine lastLine;
    private volatile boolean killed;

    /** Starts it; {@code lines} is called on one thread, in order. */
    Rank(int number, ChildSpec spec, ErrorLog errors, Consumer<TrainerLine> lines) {
        this.number = number;
        this.errors = errors;
        this.child = ChildProcess.start(
                spec,
                text -> TrainerLines.parse(text).ifPresent(line -> {
                    lastLine = line;
                    lines.accept(line);
                }));
    }

    int number() {
        return number;
    }

    ChildProcess child() {
        return child;
    }

    CompletableFuture<Integer> exit() {
        return child.exit();
    }

    /** Ends it because another rank ended. */
    void killAfterAnother() {
        if (child.isAlive()) {
            killed = true;
            child.kill();
        }
    }

    boolean wasKilled() {
        return killed;
    }

    ProcessEnd end(boolean stopRequested, long outOfMemoryKills) {
        return new ProcessEnd(
                child.exit().join(),
                Optional.ofNullable(lastLine).filter(TrainerLine::last),
                stopRequested,
                outOfMemoryKills,
                errors.tail());
    }
}
