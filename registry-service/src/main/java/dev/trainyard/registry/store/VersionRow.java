package dev.trainyard.registry.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/** A row of table {@code version}; {@link VersionRows} knows what the columns mean. */
@Entity
@Table(name = "version")
@SuppressWarnings("NullAway.Init")
class VersionRow {
    @Id
    String id;

    String name;
    int number;

    @Nullable
    @Column(name = "job_id")
    String jobId;

    String uri;
    String sha256;

    @Column(name = "size_bytes")
    long sizeBytes;

    @Nullable
    @ColumnTransformer(write = "?::jsonb")
    String adapter;

    @Nullable
    @Column(name = "held_out")
    @ColumnTransformer(write = "?::jsonb")
    String heldOut;

    String format;
    String family;
    String architecture;

    @Nullable
    String source;

    @Column(name = "parameter_count")
    long parameterCount;

    @Column(name = "trainable_parameter_count")
    long trainableParameterCount;

    @Nullable
    @Column(name = "base_model")
    String baseModel;

    @Nullable
    @Column(name = "base_version")
    String baseVersion;

    @Nullable
    @Column(name = "dataset_sha256")
    String datasetSha256;

    @ColumnTransformer(write = "?::jsonb")
    String metrics;

    @Nullable
    @ColumnTransformer(write = "?::jsonb")
    String spec;

    @Column(name = "trained_tokens")
    long trainedTokens;

    @Column(name = "duration_millis")
    long durationMillis;

    @Column(name = "created_at")
    Instant createdAt;

    @Nullable
    @Column(name = "deleted_at")
    Instant deletedAt;
}
