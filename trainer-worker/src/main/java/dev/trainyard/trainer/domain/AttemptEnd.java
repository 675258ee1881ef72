package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.error.Failure;

/** How an attempt ended, as far as its process is concerned. */
public sealed interface AttemptEnd {
    /** With a model. */
    record Succeeded(TrainerLine.Succeeded result) implements AttemptEnd {}

    /** Because this worker asked it to. */
    record Stopped() implements AttemptEnd {}

    /** Without a model. */
    record Failed(Failure failure) implements AttemptEnd {}
}
