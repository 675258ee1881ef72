package dev.trainyard.evaluation.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of table {@code evaluation}; {@link StoredEvaluations} knows what the columns mean. */
@Entity
@Table(name = "evaluation")
@SuppressWarnings("NullAway.Init")
public class EvaluationRow {
    @Id
    String id;

    @Column(name = "version_id")
    String versionId;

    String reference;

    @Column(name = "job_id")
    @Nullable
    String jobId;

    String cause;

    String task;

    @Column(name = "idempotency_key")
    @Nullable
    String key;

    String status;

    int runs;

    @Nullable
    String outcome;

    @Column(name = "failure_code")
    @Nullable
    String failureCode;

    @Nullable
    String reason;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    /** For Hibernate. */
    protected EvaluationRow() {}

    EvaluationRow(String id) {
        this.id = id;
    }
}
