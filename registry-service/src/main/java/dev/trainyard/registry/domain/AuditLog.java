package dev.trainyard.registry.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every change, in the transaction that makes it. Entries are never changed or removed. */
public interface AuditLog {
    /**
     * @param before what was; empty for something new
     * @param after what is; empty for something removed
     */
    void add(String who, String action, String name, Map<String, ?> before, Map<String, ?> after);

    /**
     * The newest entries of a model with ids below {@code before}, newest first.
     *
     * @param who whose entries alone; empty = everybody's
     */
    List<AuditEntry> of(String name, Optional<String> who, long before, int limit);
}
