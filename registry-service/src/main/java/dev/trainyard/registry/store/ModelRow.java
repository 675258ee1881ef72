package dev.trainyard.registry.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of table {@code model}; written by {@link StoredModelRegistry#takeNumber} alone. */
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
}
