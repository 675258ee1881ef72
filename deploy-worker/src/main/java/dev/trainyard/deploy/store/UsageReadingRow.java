package dev.trainyard.deploy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;

/** A row of table {@code usage_reading}. */
@Entity
@Table(name = "usage_reading")
@SuppressWarnings("NullAway.Init")
class UsageReadingRow {
    @Id
    @Column(name = "deployment_id")
    String deploymentId;

    @ColumnTransformer(write = "?::jsonb")
    String reading;
}
