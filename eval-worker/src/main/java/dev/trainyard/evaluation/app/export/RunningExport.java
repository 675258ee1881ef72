package dev.trainyard.evaluation.app.export;

import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.evaluation.domain.export.ExportWatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The export that is being made: how far it is, and its end on request. Thread-safe; not kept over a restart. */
@ApplicationScoped
public class RunningExport {
    private static final double TOO_EARLY = 0.02;

    private volatile @Nullable Run now;

    /**
     * How far an export is.
     *
     * @param share of the work, 0 to 1
     * @param step what is being done, for people
     * @param remaining estimated from the time that the share took; empty where it is too early
     */
    public record Progress(double share, String step, Optional<Duration> remaining) {}

    /** From now on the export is the running one. */
    ExportWatch begin(ExportId id) {
        Run run = new Run(id);
        now = run;
        return run;
    }

    void end() {
        now = null;
    }

    /** Ends the export where it is the running one. */
    public void cancel(ExportId id) {
        running(id).ifPresent(run -> run.cancelled.complete(null));
    }

    /** Empty where the export is not the running one. */
    public Optional<Progress> of(ExportId id) {
        return running(id).map(Run::progress);
    }

    private Optional<Run> running(ExportId id) {
        return Optional.ofNullable(now).filter(run -> run.id.equals(id));
    }

    private static final class Run implements ExportWatch {
        private final ExportId id;
        private final Instant begun = Instant.now();
        private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
        private volatile Progress progress = new Progress(0, "starting", Optional.empty());

        Run(ExportId id) {
            this.id = id;
        }

        Progress progress() {
            return progress;
        }

        @Override
        public void progressed(double share, String step) {
            double past = Duration.between(begun, Instant.now()).toMillis();
            Optional<Duration> remaining = share < TOO_EARLY
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(Math.round(past * (1 - share) / share)));
            progress = new Progress(share, step, remaining);
        }

        @Override
        public CompletableFuture<Void> cancelled() {
            return cancelled;
        }
    }
}
