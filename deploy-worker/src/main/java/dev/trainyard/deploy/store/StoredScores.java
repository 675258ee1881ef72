package dev.trainyard.deploy.store;

import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.Score;
import dev.trainyard.deploy.domain.Scores;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Scores as documents in the table {@code score}. */
@Singleton
final class StoredScores implements Scores, PanacheRepositoryBase<ScoreRow, String> {
    @Override
    public Optional<Score> find(VersionId version) {
        return findByIdOptional(version.value()).map(row -> WireJson.read(row.score, Score.class));
    }

    @Override
    public void save(Score score) {
        ScoreRow row = findByIdOptional(score.versionId().value()).orElseGet(ScoreRow::new);
        row.versionId = score.versionId().value();
        row.score = WireJson.write(score);
        persist(row);
    }
}
