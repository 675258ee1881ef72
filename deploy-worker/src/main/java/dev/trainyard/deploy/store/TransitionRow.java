package dev.trainyard.deploy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of table {@code transition}. */
@Entity
@Table(name = "transition")
@SuppressWarnings("NullAway.Init")
class TransitionRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long number;

    @Column(name = "deployment_id")
    String deploymentId;

    Instant at;

    String status;

    int weight;

    String reason;
}
