package dev.trainyard.evaluation.domain.export;

import dev.trainyard.contracts.event.ArtifactRef;
import java.util.List;
import java.util.Map;

/**
 * What an export came to.
 *
 * @param artifact folder with files and report; of a refused one, the report alone
 * @param exceeded one sentence for each limit that does not hold; empty where it passed
 * @param sourceBytes of the weights it was made of
 * @param bytes of its own weights
 * @param data what the two were compared on, for people
 * @param parity how much it differs, by name
 * @param limits how much it may differ, by name
 * @param files in the folder, but for the report
 */
public record ExportOutcome(
        ArtifactRef artifact,
        List<String> exceeded,
        long sourceBytes,
        long bytes,
        String data,
        Map<String, Double> parity,
        Map<String, Double> limits,
        List<ExportedFile> files) {
    /**
     * A file of an export.
     *
     * @param path in its folder
     */
    public record ExportedFile(String path, long bytes, String sha256) {}

    public boolean passed() {
        return exceeded.isEmpty();
    }
}
