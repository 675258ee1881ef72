package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.VersionId;
import java.util.List;
import java.util.Map;

/**
 * What the newest evaluation of a version said.
 *
 * @param gateMessages one sentence for each threshold that did not hold
 */
public record Score(VersionId versionId, boolean gatePassed, List<String> gateMessages, Map<String, Double> metrics) {
    public Score {
        gateMessages = List.copyOf(gateMessages);
        metrics = Map.copyOf(metrics);
    }
}
