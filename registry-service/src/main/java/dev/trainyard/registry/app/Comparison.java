package dev.trainyard.registry.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.registry.domain.MetricChange;
import dev.trainyard.registry.domain.RegisteredVersion;
import java.util.List;
import java.util.Map;

/**
 * Versions side by side, each list in their order. Changes are against the first version.
 *
 * @param metrics by standard name
 * @param sizes {@code parameter_count}, {@code trainable_parameter_count} and {@code size_bytes}
 * @param spec the fields of the job specs in which they differ, by path; null where a version has none
 * @param origin what they were made from, where they differ: {@code base_model}, {@code dataset_sha256}, {@code format},
 *     {@code architecture}, {@code sha256}
 */
public record Comparison(
        List<RegisteredVersion> versions,
        Map<String, List<MetricChange>> metrics,
        Map<String, List<Long>> sizes,
        Map<String, List<JsonNode>> spec,
        Map<String, List<String>> origin) {}
