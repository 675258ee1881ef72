package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.error.Failure;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Where a deployment stands. {@link Failed} and {@link Stopped} are final. */
public sealed interface DeploymentState {
    /** Its server is to be started and checked; nobody uses it yet. */
    record Starting() implements DeploymentState {}

    /**
     * It takes a part of the requests for its name, while the version before takes the rest.
     *
     * @param step of the plan, from 0
     * @param since when the step began; time in which the service did not run is left out
     * @param held why it stays at this step until somebody decides; empty where it goes on by itself
     */
    record Canary(int step, Instant since, Optional<String> held) implements DeploymentState {
        /** It goes on by itself. */
        public Canary(int step, Instant since) {
            this(step, since, Optional.empty());
        }
    }

    /** It takes requests, and is to be kept up. */
    record Ready(URI endpoint) implements DeploymentState {}

    /** It could not be served, or stopped answering and did not come back. */
    record Failed(Failure failure) implements DeploymentState {}

    /**
     * It is no longer wanted.
     *
     * @param replaced whether a newer deployment took its place, so that it may be returned to
     */
    record Stopped(String reason, boolean replaced) implements DeploymentState {}

    /** Whether a server should run for it. */
    default boolean wanted() {
        return switch (this) {
            case Starting s -> true;
            case Canary c -> true;
            case Ready r -> true;
            case Failed f -> false;
            case Stopped s -> false;
        };
    }

    /** Its name on the wire and in the table. */
    default String status() {
        return switch (this) {
            case Starting s -> "starting";
            case Canary c -> "canary";
            case Ready r -> "ready";
            case Failed f -> "failed";
            case Stopped s -> "stopped";
        };
    }
}
