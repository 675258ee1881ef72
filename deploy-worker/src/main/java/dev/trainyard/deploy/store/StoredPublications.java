package dev.trainyard.deploy.store;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.PublicationRecord;
import dev.trainyard.deploy.domain.PublicationRecord.Status;
import dev.trainyard.deploy.domain.Publications;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Publications as documents in the table {@code publication}. */
@Singleton
final class StoredPublications implements Publications, PanacheRepositoryBase<PublicationRow, String> {
    @Override
    public Optional<PublicationRecord> find(DeploymentId deployment) {
        return findByIdOptional(deployment.value()).map(StoredPublications::read);
    }

    @Override
    public List<PublicationRecord> published() {
        return find("status = ?1 order by deploymentId", wireName(Status.PUBLISHED)).stream()
                .map(StoredPublications::read)
                .toList();
    }

    @Override
    public void save(PublicationRecord publication) {
        String id = publication.deploymentId().value();
        PublicationRow row = findByIdOptional(id).orElseGet(PublicationRow::new);
        row.deploymentId = id;
        row.status = wireName(publication.status());
        row.document = WireJson.write(publication);
        persist(row);
    }

    private static PublicationRecord read(PublicationRow row) {
        return WireJson.read(row.document, PublicationRecord.class);
    }

    private static String wireName(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
