package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.VersionId;
import java.util.List;
import java.util.Optional;

/** All evaluations, as recorded. Every method needs a running transaction. */
public interface Evaluations {
    Optional<Evaluation> find(EvaluationId id);

    /** The one that followed the registration of a version. */
    Optional<Evaluation> ofRegistration(VersionId version);

    /** The one that a request with this key led to. */
    Optional<Evaluation> ofKey(String key);

    /** Until the end of the transaction, other requests with this key wait. */
    void lockKey(String key);

    /** The oldest one that has not settled. */
    Optional<Evaluation> nextUnsettled();

    /** Newest first; all filters optional, {@code version} being an id or {@code name/number}. */
    List<Evaluation> list(Optional<String> version, Optional<String> job, int limit);

    void save(Evaluation evaluation);

    /** Saves a new one that was asked for with a key, which no other has. */
    void save(Evaluation evaluation, String key);
}
