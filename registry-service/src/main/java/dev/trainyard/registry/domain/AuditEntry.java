package dev.trainyard.registry.domain;

import java.time.Instant;
import java.util.Map;

/**
 * One change.
 *
 * @param id rises with time
 * @param who user or service; {@code anonymous} where nobody is known
 * @param action such as {@code alias.moved}
 * @param name of the model
 * @param before what it replaced; empty for something new
 * @param after what is now; empty for something removed
 */
public record AuditEntry(
        long id,
        Instant at,
        String who,
        String action,
        String name,
        Map<String, Object> before,
        Map<String, Object> after) {}
