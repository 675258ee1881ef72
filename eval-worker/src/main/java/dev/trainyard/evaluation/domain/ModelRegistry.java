package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.EvaluationId;

/** The versions that are registered. Thread-safe. */
public interface ModelRegistry {
    /**
     * The version a user means.
     *
     * @param reference id of a version, {@code NAME/NUMBER}, {@code NAME@ALIAS} or {@code NAME}
     * @throws TrainyardException NOT_FOUND, INVALID_REQUEST where it is no reference, UNAVAILABLE
     */
    RegisteredVersion version(String reference);

    /**
     * What became of an alias that an evaluation was to move.
     *
     * @param name of the model
     * @throws TrainyardException UNAVAILABLE
     */
    AliasMove moved(String name, String alias, EvaluationId by);
}
