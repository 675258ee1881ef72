package dev.trainyard.registry.http;

import dev.trainyard.registry.domain.Alias;
import java.time.Instant;

/**
 * An alias as clients see it.
 *
 * @param reference {@code name@alias}
 * @param version number of the version it stands for
 */
record AliasView(String alias, String reference, int version, String versionId, Instant updatedAt) {
    static AliasView of(Alias alias) {
        return new AliasView(
                alias.alias(),
                alias.name() + "@" + alias.alias(),
                alias.number(),
                alias.versionId().value(),
                alias.updatedAt());
    }
}
