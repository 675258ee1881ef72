package dev.trainyard.devkit.spec;

import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.contracts.spec.JobSpecWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A job spec in a file, whose relative paths mean something only here: they are made absolute before the spec goes to
 * another process.
 */
public final class SpecFile {
    /** The fields in which an id on a hub may stand instead of a path. */
    private static final Set<String> MODELS = Set.of("model.base", "adapter.init_from");

    private final JobSpec spec;

    private SpecFile(JobSpec spec) {
        this.spec = spec;
    }

    /**
     * Reads and checks a spec. Errors: {@link dev.trainyard.contracts.error.TrainyardException} with every problem,
     * {@link java.io.UncheckedIOException} where the file cannot be read.
     */
    public static SpecFile read(Path file) {
        try {
            JobSpec written = JobSpecReader.read(Files.readString(file));
            return new SpecFile(written.withResolvedPaths(
                    (field, path) -> isOnHub(file, field, path) ? path : absolute(file, path)));
        } catch (IOException e) {
            String why = Files.exists(file) ? String.valueOf(e.getMessage()) : "there is no such file";
            throw new UncheckedIOException("cannot read the job spec " + file.toAbsolutePath() + ": " + why, e);
        }
    }

    private static boolean isOnHub(Path specFile, String field, String path) {
        return MODELS.contains(field)
                && HubReference.orPath(path, name -> Files.exists(Path.of(absolute(specFile, name))))
                        .isPresent();
    }

    /** Beside the spec where it is there, then from the current folder; otherwise where it was most likely meant. */
    private static String absolute(Path specFile, String path) {
        if (path.startsWith("file:")) {
            return Path.of(URI.create(path)).toString();
        }
        Path folder = specFile.toAbsolutePath().resolveSibling("");
        Path beside = folder.resolve(path).normalize();
        Path here = Path.of(path).toAbsolutePath().normalize();
        return Files.exists(beside) || !Files.exists(here) ? beside.toString() : here.toString();
    }

    public JobSpec spec() {
        return spec;
    }

    /** The complete spec for the gateway. */
    public String json() {
        return JobSpecWriter.json(spec);
    }
}
