package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.event.Stage;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a stage is.
 *
 * @param message what it does or did, or why it failed or was skipped; may be empty
 */
public record StageProgress(
        Stage stage, Status status, String message, Optional<Instant> startedAt, Optional<Instant> finishedAt) {

    /** The states of a stage. */
    public enum Status {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        SKIPPED;

        /** Whether the stage is over. */
        public boolean ended() {
            return this != PENDING && this != RUNNING;
        }
    }

    static StageProgress pending(Stage stage) {
        return new StageProgress(stage, Status.PENDING, "", Optional.empty(), Optional.empty());
    }

    StageProgress running(String text, Instant time) {
        Optional<Instant> since = status == Status.RUNNING ? startedAt : Optional.of(time);
        return new StageProgress(stage, Status.RUNNING, text, since, Optional.empty());
    }

    StageProgress ended(Status end, String text, Instant time) {
        return new StageProgress(stage, end, text, startedAt, Optional.of(time));
    }
}
