package dev.trainyard.artifacts;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.JobId;
import java.net.URI;
import java.nio.file.Path;

/** Files and folders that outlive the process that made them, referred to by URI. Thread-safe. */
public interface ArtifactStore {
    /**
     * The artifact as a local file or folder to read from.
     *
     * <p>Errors: PATH_NOT_ALLOWED where the URI does not belong to this store, NOT_FOUND where nothing lies there.
     */
    Path local(URI uri);

    /**
     * Makes a finished file or folder durable and hashes it; it must lie in this store and not be written any more.
     *
     * <p>Errors: PATH_NOT_ALLOWED where it, or anything in it, leads out of the store; NOT_FOUND where it is missing.
     */
    ArtifactRef publish(Path fileOrFolder);

    /** The artifact as a local file or folder, found to be what was published. Errors: as {@link #verify}. */
    default Path verified(ArtifactRef ref) {
        verify(ref);
        return local(ref.uri());
    }

    /** Errors: CHECKSUM_MISMATCH where the content is not what was published; NOT_FOUND where it is gone. */
    void verify(ArtifactRef ref);

    /** The folder of a job's run, {@code jobs/<job id>}; created where missing. */
    Path jobFolder(JobId jobId);

    /**
     * A folder below the root; created where missing.
     *
     * @param key names from the root down; each one must be a plain name
     */
    Path folder(String... key);
}
