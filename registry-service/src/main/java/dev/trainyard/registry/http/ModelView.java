package dev.trainyard.registry.http;

import dev.trainyard.registry.domain.RegisteredModel;
import java.time.Instant;

/**
 * A model as clients see it.
 *
 * @param latestVersion number of the newest version; there are as many versions
 */
record ModelView(String name, int latestVersion, Instant createdAt, Instant updatedAt) {
    static ModelView of(RegisteredModel model) {
        return new ModelView(model.name(), model.latestNumber(), model.createdAt(), model.updatedAt());
    }
}
