package dev.trainyard.deploy.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * How the server of a deployment is.
 *
 * @param status {@code starting}, {@code ok}, {@code suspect} or {@code restarting}
 * @param problem what was wrong last
 * @param restarts since the service started
 * @param drift of the answers' length, see {@link WatchPolicy#drift}; measured whether or not a limit is set
 * @param answerLengths what the drift was measured from
 * @param progress what a rollout is waiting for
 */
public record ServerHealth(
        String status,
        Optional<String> problem,
        int restarts,
        double drift,
        AnswerLengths answerLengths,
        Optional<String> progress,
        Instant checkedAt) {
    /** Whether there is a server, well or not. */
    public boolean runs() {
        return status.equals("ok") || status.equals("suspect");
    }
}
