package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.EvaluationId;
import java.util.Optional;

/**
 * What became of the trained model.
 *
 * @param evaluationId the newest evaluation heard of
 */
public record Outcome(
        Optional<ModelVersion> model,
        Optional<EvaluationId> evaluationId,
        Optional<Scores> scores,
        Optional<Served> served) {

    /** Nothing yet. */
    public static Outcome none() {
        return new Outcome(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Outcome with(ModelVersion version) {
        return new Outcome(Optional.of(version), evaluationId, scores, served);
    }

    Outcome with(EvaluationId id) {
        return new Outcome(model, Optional.of(id), scores, served);
    }

    Outcome with(Scores newer) {
        return new Outcome(model, Optional.of(newer.evaluationId()), Optional.of(newer), served);
    }

    Outcome with(Served newer) {
        return new Outcome(model, evaluationId, scores, Optional.of(newer));
    }
}
