package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.error.Failure;
import java.net.URI;

/** Where a deployment stands. {@link Failed} and {@link Stopped} are final. */
public sealed interface DeploymentState {
    /** Its server is to be started and checked; nobody uses it yet. */
    record Starting() implements DeploymentState {}

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
            case Ready r -> true;
            case Failed f -> false;
            case Stopped s -> false;
        };
    }
}
