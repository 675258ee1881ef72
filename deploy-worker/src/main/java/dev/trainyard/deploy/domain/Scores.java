package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.VersionId;
import java.util.Optional;

/** The newest score of each version. Every method needs a running transaction. */
public interface Scores {
    Optional<Score> find(VersionId version);

    void save(Score score);
}
