package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.EvaluationId;
import java.util.List;
import java.util.Map;

/** What the evaluation of the model found. */
public record Scores(
        EvaluationId evaluationId,
        Map<String, Double> metrics,
        long samples,
        boolean gatePassed,
        List<String> gateMessages,
        List<ArtifactRef> reports) {
    public Scores {
        metrics = Map.copyOf(metrics);
        gateMessages = List.copyOf(gateMessages);
        reports = List.copyOf(reports);
    }
}
