package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import java.util.List;
import java.util.Map;

/**
 * What came out of an evaluation.
 *
 * @param metrics values by standard name
 * @param samples rows scored
 * @param reports report and prediction files
 */
public record Outcome(Map<String, Double> metrics, long samples, GateResult gate, List<ArtifactRef> reports) {}
