package dev.trainyard.evaluation.store.export;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of table {@code export}; {@link StoredExports} knows what the columns mean. */
@Entity
@Table(name = "export")
@SuppressWarnings("NullAway.Init")
public class ExportRow {
    @Id
    String id;

    @Column(name = "version_id")
    String versionId;

    String reference;

    String source;

    String spec;

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
    protected ExportRow() {}
}
