package dev.trainyard.deploy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;

/** A row of table {@code publication}. */
@Entity
@Table(name = "publication")
@SuppressWarnings("NullAway.Init")
class PublicationRow {
    @Id
    @Column(name = "deployment_id")
    String deploymentId;

    String status;

    @ColumnTransformer(write = "?::jsonb")
    String document;
}
