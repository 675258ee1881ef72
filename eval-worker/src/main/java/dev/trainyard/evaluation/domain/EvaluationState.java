package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.error.Failure;

/** Where an evaluation stands. {@link Completed}, {@link Skipped} and {@link Failed} are final. */
public sealed interface EvaluationState {
    /** It waits for its turn. */
    record Queued() implements EvaluationState {}

    /** It is being scored; after a restart of the service it is begun again. */
    record Running() implements EvaluationState {}

    record Completed(Outcome outcome) implements EvaluationState {}

    /** There is nothing to score the version on. */
    record Skipped(String reason) implements EvaluationState {}

    record Failed(Failure failure) implements EvaluationState {}

    /** Whether nothing more will happen. */
    default boolean settled() {
        return switch (this) {
            case Queued q -> false;
            case Running r -> false;
            case Completed c -> true;
            case Skipped s -> true;
            case Failed f -> true;
        };
    }
}
