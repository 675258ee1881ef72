package dev.trainyard.deploy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of table {@code deployment}; {@link StoredDeployments} knows what the columns mean. */
@Entity
@Table(name = "deployment")
@SuppressWarnings("NullAway.Init")
public class DeploymentRow {
    @Id
    String id;

    @Column(name = "model_name")
    String modelName;

    @Column(name = "version_id")
    String versionId;

    String version;

    @Column(name = "job_id")
    @Nullable
    String jobId;

    int attempt;

    String wanted;

    String target;

    String status;

    @Nullable
    Integer step;

    @Column(name = "step_since")
    @Nullable
    Instant stepSince;

    @Nullable
    String held;

    @Column(name = "returns_from")
    @Nullable
    String returnsFrom;

    @Nullable
    String endpoint;

    @Column(name = "failure_code")
    @Nullable
    String failureCode;

    @Nullable
    String reason;

    boolean replaced;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    /** For Hibernate. */
    protected DeploymentRow() {}

    DeploymentRow(String id) {
        this.id = id;
    }
}
