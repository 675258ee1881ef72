package dev.trainyard.registry.domain;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Where models and versions are kept. */
public interface ModelRegistry {
    /** All models, by name. */
    List<RegisteredModel> models();

    /** The model of that name, if it has a version. */
    Optional<RegisteredModel> findModel(String name);

    /** The versions of a name, newest first; empty where there is no such model. */
    List<RegisteredVersion> versions(String name);

    /** The version meant. */
    Optional<RegisteredVersion> findVersion(VersionReference reference);

    /** The version with that id. */
    Optional<RegisteredVersion> findVersion(VersionId id);

    /** The version a job led to. */
    Optional<RegisteredVersion> versionOf(JobId jobId);

    /** The newest version whose files lie at {@code uri}. */
    Optional<RegisteredVersion> versionAt(URI uri);

    /**
     * The next number of a name, from 1. It is taken once the running transaction is committed; until then other
     * transactions wait for the same name's number.
     */
    int takeNumber(String name);

    /** Adds a version with a number taken in the same transaction. */
    void add(RegisteredVersion version);
}
