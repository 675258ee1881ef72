package dev.trainyard.publishing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A version that is to be made available.
 *
 * @param name of the model, the same for all its versions
 * @param number of the version, from 1
 * @param folder its files, in the destination's format
 * @param metrics scores by standard name
 * @param lineage where it comes from: {@code base_model}, {@code dataset_sha256}, {@code license}, {@code job_id}, …
 * @param previous what is current under the name now, or was before this release began
 */
public record Release(
        String name,
        int number,
        Path folder,
        Map<String, Double> metrics,
        Map<String, String> lineage,
        Optional<Publication> previous) {
    public Release {
        metrics = Map.copyOf(metrics);
        lineage = Map.copyOf(lineage);
    }

    /** How the version is called at destinations: {@code v3}. */
    public String tag() {
        return "v" + number;
    }
}
