package dev.trainyard.registry.store;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.RegisteredModel;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionReference;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The registry in PostgreSQL. */
@Singleton
final class StoredModelRegistry implements ModelRegistry {
    /** Locks the name until the end of the transaction, and gives the number back if that is rolled back. */
    private static final String TAKE_NUMBER = """
            insert into model (name, last_number, created_at, updated_at) values (?1, 1, now(), now())
            on conflict (name) do update set last_number = model.last_number + 1, updated_at = now()
            returning last_number
            """;

    private final Models models;
    private final Versions versions;

    StoredModelRegistry(Models models, Versions versions) {
        this.models = models;
        this.versions = versions;
    }

    @Override
    public List<RegisteredModel> models() {
        return models.listAll(Sort.by("name")).stream()
                .map(StoredModelRegistry::model)
                .toList();
    }

    @Override
    public Optional<RegisteredModel> findModel(String name) {
        return models.findByIdOptional(name).map(StoredModelRegistry::model);
    }

    @Override
    public List<RegisteredVersion> versions(String name) {
        return versions.list("name = ?1 order by number desc", name).stream()
                .map(VersionRows::version)
                .toList();
    }

    @Override
    public Optional<RegisteredVersion> findVersion(VersionReference reference) {
        String name = reference.name();
        Optional<VersionRow> row = reference.number().isPresent()
                ? first("name = ?1 and number = ?2", name, reference.number().getAsInt())
                : first("name = ?1 order by number desc", name);
        return row.map(VersionRows::version);
    }

    @Override
    public Optional<RegisteredVersion> findVersion(VersionId id) {
        return versions.findByIdOptional(id.value()).map(VersionRows::version);
    }

    @Override
    public Optional<RegisteredVersion> versionOf(JobId jobId) {
        return first("jobId = ?1", jobId.value()).map(VersionRows::version);
    }

    @Override
    public Optional<RegisteredVersion> versionAt(URI uri) {
        return first("uri = ?1 order by createdAt desc", uri.toString()).map(VersionRows::version);
    }

    private Optional<VersionRow> first(String query, Object... parameters) {
        return versions.find(query, parameters).page(0, 1).firstResultOptional();
    }

    @Override
    public int takeNumber(String name) {
        Object number = models.getEntityManager()
                .createNativeQuery(TAKE_NUMBER)
                .setParameter(1, name)
                .getSingleResult();
        return ((Number) number).intValue();
    }

    @Override
    public void add(RegisteredVersion version) {
        versions.persist(VersionRows.row(version));
    }

    private static RegisteredModel model(ModelRow row) {
        return new RegisteredModel(row.name, row.lastNumber, row.createdAt, row.updatedAt);
    }
}
