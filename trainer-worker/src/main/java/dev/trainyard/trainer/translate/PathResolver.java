package dev.trainyard.trainer.translate;

import java.nio.file.Path;

/** Decides which files a spec may name, and where they lie. */
public interface PathResolver {
    /** A data file; refused with a {@code TrainyardException} where it is missing or not allowed. */
    Path data(String path);

    /** A folder of a model or of an adapter; refused in the same way. */
    Path model(String reference);
}
