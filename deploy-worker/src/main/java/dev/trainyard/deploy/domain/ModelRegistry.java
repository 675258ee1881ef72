package dev.trainyard.deploy.domain;

/** What is registered. */
public interface ModelRegistry {
    /**
     * The version that a reference means.
     *
     * <p>Errors: NOT_FOUND where there is none, UNAVAILABLE where the registry does not answer.
     *
     * @param reference id of a version, {@code name/number} or {@code name@alias}
     */
    RegisteredVersion find(String reference);
}
