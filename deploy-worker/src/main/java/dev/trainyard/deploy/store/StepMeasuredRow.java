package dev.trainyard.deploy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;

/** A row of table {@code step_measured}. */
@Entity
@Table(name = "step_measured")
@SuppressWarnings("NullAway.Init")
class StepMeasuredRow {
    @Id
    @Column(name = "deployment_id")
    String deploymentId;

    @ColumnTransformer(write = "?::jsonb")
    String measured;
}
