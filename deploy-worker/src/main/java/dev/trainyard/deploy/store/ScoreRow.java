package dev.trainyard.deploy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;

/** A row of table {@code score}. */
@Entity
@Table(name = "score")
@SuppressWarnings("NullAway.Init")
class ScoreRow {
    @Id
    @Column(name = "version_id")
    String versionId;

    @ColumnTransformer(write = "?::jsonb")
    String score;
}
