package dev.trainyard.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.registry.app.Comparison;
import dev.trainyard.registry.domain.MetricChange;
import dev.trainyard.registry.domain.RegisteredVersion;
import java.util.List;
import java.util.Map;

/**
 * Versions side by side: every list has one item for each version, in their order.
 *
 * @param versions references
 * @param spec fields of the job specs that differ
 */
record ComparisonView(
        List<String> versions,
        Map<String, List<MetricChange>> metrics,
        Map<String, List<Long>> sizes,
        Map<String, List<JsonNode>> spec,
        Map<String, List<String>> origin) {
    static ComparisonView of(Comparison comparison) {
        return new ComparisonView(
                comparison.versions().stream().map(RegisteredVersion::reference).toList(),
                comparison.metrics(),
                comparison.sizes(),
                comparison.spec(),
                comparison.origin());
    }
}
