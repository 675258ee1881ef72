package dev.trainyard.registry.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.trainyard.registry.app.Comparisons;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version in the list of its model.
 *
 * @param aliases that stand for it
 * @param scores the newest evaluation's metrics, and those of training beyond that
 * @param changes from the version before; absent for the first
 */
record VersionInLine(
        @JsonUnwrapped VersionView version,
        List<String> aliases,
        Map<String, Double> scores,
        Optional<Comparisons.Step> changes) {}
