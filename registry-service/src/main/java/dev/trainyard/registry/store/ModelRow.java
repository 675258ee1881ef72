package dev.trainyard.registry.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of table {@code model}; written by {@link StoredModelRegistry} in statements of its own. */
@Entity
@Table(name = "model")
@SuppressWarnings("NullAway.Init")
class ModelRow {
    @Id
    String name;

    @Column(name = "last_number")
    int lastNumber;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Nullable
    String type;

    String description;
    String tags;

    @Nullable
    @Column(name = "deleted_at")
    Instant deletedAt;
}
