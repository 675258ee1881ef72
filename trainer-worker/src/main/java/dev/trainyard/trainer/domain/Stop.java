package dev.trainyard.trainer.domain;

/** Why a worker ends a run that could go on. */
public sealed interface Stop {
    /** The user asked for it: the job is cancelled. */
    record Cancel(String reason) implements Stop {}

    /** The worker shuts down: the job is given back. */
    record Shutdown() implements Stop {}

    /** A newer attempt exists: this one has no say any more. */
    record Superseded() implements Stop {}
}
