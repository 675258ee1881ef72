package dev.trainyard.registry.domain;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Where models and versions are kept. Deleted ones are not found, unless a method says so. */
public interface ModelRegistry {
    /** All models, by name. */
    List<RegisteredModel> models();

    /** The model of that name, if it has a version. */
    Optional<RegisteredModel> findModel(String name);

    /** The same, and no other transaction changes the model until this one ends. */
    Optional<RegisteredModel> lockModel(String name);

    /** The versions of a name, newest first; empty where there is no such model. */
    List<RegisteredVersion> versions(String name);

    /** The version meant. */
    Optional<RegisteredVersion> findVersion(VersionReference reference);

    /** The version with that id, deleted or not. */
    Optional<RegisteredVersion> findVersion(VersionId id);

    /** The version a job led to, deleted or not. */
    Optional<RegisteredVersion> versionOf(JobId jobId);

    /** The newest version whose files lie at {@code uri}. */
    Optional<RegisteredVersion> versionAt(URI uri);

    /** The imported version of a name with these files. */
    Optional<RegisteredVersion> importOf(String name, String sha256);

    /** The versions that were made from a version, oldest first. */
    List<RegisteredVersion> madeFrom(VersionId base);

    /**
     * The next number of a name, from 1. It is taken once the running transaction is committed; until then other
     * transactions wait for the same name's number. A deleted model is a model again, without its old versions.
     */
    int takeNumber(String name);

    /** Adds a version with a number taken in the same transaction. */
    void add(RegisteredVersion version);

    /** Writes what users say about a model. */
    void describe(String name, Optional<ModelType> type, RegisteredModel.Description description);

    /** Hides a model, its versions and its aliases. */
    void delete(String name);
}
