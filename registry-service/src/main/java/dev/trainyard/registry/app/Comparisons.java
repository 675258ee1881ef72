package dev.trainyard.registry.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.registry.domain.MetricChange;
import dev.trainyard.registry.domain.Origin;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Lays versions side by side. Thread-safe. */
@ApplicationScoped
public class Comparisons {
    private static final MetricChange NONE =
            new MetricChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Versions versions;
    private final VersionHistory history;

    Comparisons(Versions versions, VersionHistory history) {
        this.versions = versions;
        this.history = history;
    }

    /** Errors: NOT_FOUND, INVALID_REQUEST. */
    @Transactional
    public Comparison compare(List<String> references) {
        List<RegisteredVersion> compared =
                references.stream().map(versions::version).toList();
        return new Comparison(
                compared, metrics(compared), sizes(compared), SpecFields.differences(compared), origins(compared));
    }

    /**
     * What changed from the version before.
     *
     * @param since number of the version before
     * @param metrics by standard name
     * @param spec field by field: the value before, and now
     * @param notes the same as sentences, data and base included
     */
    public record Step(
            int since, Map<String, MetricChange> metrics, Map<String, List<JsonNode>> spec, List<String> notes) {}

    /** What changed from {@code before} to {@code now}. */
    @Transactional
    public Step step(RegisteredVersion before, RegisteredVersion now) {
        List<RegisteredVersion> both = List.of(before, now);
        var spec = SpecFields.differences(both);
        List<String> notes = new ArrayList<>();
        origins(both).forEach((field, values) -> {
            if (!field.equals("sha256")) {
                notes.add(field + ": " + values.get(0) + " → " + values.get(1));
            }
        });
        spec.forEach((path, values) -> notes.add(path + ": " + values.get(0) + " → " + values.get(1)));
        return new Step(
                before.version().number(),
                MetricChange.between(history.metrics(before.id()), history.metrics(now.id())),
                spec,
                notes);
    }

    private Map<String, List<MetricChange>> metrics(List<RegisteredVersion> compared) {
        List<Map<String, Double>> all =
                compared.stream().map(version -> history.metrics(version.id())).toList();
        Map<String, List<MetricChange>> rows = new LinkedHashMap<>();
        all.stream()
                .flatMap(metrics -> metrics.keySet().stream())
                .distinct()
                .sorted()
                .forEach(name -> {
                    Map<String, Double> first = only(name, all.getFirst());
                    rows.put(
                            name,
                            all.stream()
                                    .map(metrics -> MetricChange.between(first, only(name, metrics)))
                                    .map(changes -> changes.getOrDefault(name, NONE))
                                    .toList());
                });
        return rows;
    }

    private static Map<String, Double> only(String name, Map<String, Double> metrics) {
        Double value = metrics.get(name);
        return value == null ? Map.of() : Map.of(name, value);
    }

    private static Map<String, List<Long>> sizes(List<RegisteredVersion> compared) {
        Map<String, List<Long>> sizes = new LinkedHashMap<>();
        sizes.put(
                "parameter_count", longs(compared, version -> version.content().parameterCount()));
        sizes.put("trainable_parameter_count", longs(compared, Comparisons::trainable));
        sizes.put(
                "size_bytes",
                longs(compared, version -> version.version().artifact().sizeBytes()));
        return sizes;
    }

    private static long trainable(RegisteredVersion version) {
        return version.training()
                .map(training -> training.trained().trainableParameterCount())
                .orElse(0L);
    }

    private static List<Long> longs(List<RegisteredVersion> compared, ToLongFunction<RegisteredVersion> value) {
        return compared.stream().map(value::applyAsLong).toList();
    }

    private static Map<String, List<String>> origins(List<RegisteredVersion> compared) {
        Map<String, List<String>> origins = new LinkedHashMap<>();
        differing(origins, "base_model", compared, Comparisons::base);
        differing(origins, "dataset_sha256", compared, Comparisons::dataset);
        differing(
                origins,
                "format",
                compared,
                version -> version.content().format().name().toLowerCase(Locale.ROOT));
        differing(
                origins, "architecture", compared, version -> version.content().architecture());
        differing(
                origins,
                "sha256",
                compared,
                version -> version.version().artifact().sha256());
        return origins;
    }

    private static void differing(
            Map<String, List<String>> rows,
            String name,
            List<RegisteredVersion> compared,
            Function<RegisteredVersion, String> value) {
        List<String> values = compared.stream().map(value).toList();
        if (values.stream().distinct().count() > 1) {
            rows.put(name, values);
        }
    }

    private static String base(RegisteredVersion version) {
        return switch (version.origin()) {
            case Origin.Training training -> training.trained().baseModel().orElse("");
            case Origin.Import imported -> imported.baseModel().orElse("");
        };
    }

    private static String dataset(RegisteredVersion version) {
        return version.training()
                .map(training -> training.trained().datasetSha256())
                .orElse("");
    }
}
