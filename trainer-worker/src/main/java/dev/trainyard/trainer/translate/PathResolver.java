package dev.trainyard.trainer.translate;

import java.nio.file.Path;

/** Decides which files a spec may name, and where they lie. */
public interface PathResolver {
    /** A data file; refused with a {@code TrainyardException} where it is missing or not allowed. */
    Path data(String path);

    /** The folder of a model; refused in the same way. */
    Path model(String reference);

    /** The folder of an adapter; refused in the same way. */
    Path adapter(String reference);

    /** Whether a model or adapter of this name would be found; false where it is no path at all. */
    boolean holds(String reference);
}
