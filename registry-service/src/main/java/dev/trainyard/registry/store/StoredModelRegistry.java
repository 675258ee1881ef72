package dev.trainyard.registry.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.ModelType;
import dev.trainyard.registry.domain.RegisteredModel;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionReference;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The registry in PostgreSQL. */
@Singleton
final class StoredModelRegistry implements ModelRegistry {
    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

    /**
     * Locks the name until the end of the transaction, and gives the number back if that is rolled back. What was said
     * about a deleted model does not come back with its name.
     */
    private static final String TAKE_NUMBER = """
            insert into model (name, last_number, created_at, updated_at) values (?, 1, now(), now())
            on conflict (name) do update set last_number = model.last_number + 1, updated_at = now(),
                type = case when model.deleted_at is null then model.type end,
                description = case when model.deleted_at is null then model.description else '' end,
                tags = case when model.deleted_at is null then model.tags else '{}' end,
                deleted_at = null
            returning last_number
            """;

    private final Models models;
    private final Versions versions;
    private final Sql sql;

    StoredModelRegistry(Models models, Versions versions, Sql sql) {
        this.models = models;
        this.versions = versions;
        this.sql = sql;
    }

    @Override
    public List<RegisteredModel> models() {
        return models.list("deletedAt is null", Sort.by("name")).stream()
                .map(StoredModelRegistry::model)
                .toList();
    }

    @Override
    public Optional<RegisteredModel> findModel(String name) {
        return models.find("name = ?1 and deletedAt is null", name)
                .firstResultOptional()
                .map(StoredModelRegistry::model);
    }

    /** By a lock of the name, since a new model has no row yet. */
    @Override
    public Optional<RegisteredModel> lockModel(String name) {
        sql.query(row -> "", "select pg_advisory_xact_lock(hashtext('model ' || ?))", name);
        sql.query(row -> "", "select 1 from model where name = ? for update", name);
        return findModel(name);
    }

    @Override
    public List<RegisteredVersion> versions(String name) {
        return versions.list("name = ?1 and deletedAt is null order by number desc", name).stream()
                .map(VersionRows::version)
                .toList();
    }

    @Override
    public Optional<RegisteredVersion> findVersion(VersionReference reference) {
        String name = reference.name();
        if (reference.alias().isPresent()) {
            return sql.first(
                            row -> new VersionId(row.getString(1)),
                            "select version_id from alias where name = ? and alias = ?",
                            name,
                            reference.alias().get())
                    .flatMap(this::findVersion);
        }
        return reference.number().isPresent()
                ? first(
                        "name = ?1 and number = ?2 and deletedAt is null",
                        name,
                        reference.number().getAsInt())
                : first("name = ?1 and deletedAt is null order by number desc", name);
    }

    @Override
    public Optional<RegisteredVersion> findVersion(VersionId id) {
        return versions.findByIdOptional(id.value()).map(VersionRows::version);
    }

    @Override
    public Optional<RegisteredVersion> versionOf(JobId jobId) {
        return first("jobId = ?1", jobId.value());
    }

    @Override
    public Optional<RegisteredVersion> versionAt(URI uri) {
        return first("uri = ?1 and deletedAt is null order by createdAt desc", uri.toString());
    }

    @Override
    public Optional<RegisteredVersion> importOf(String name, String sha256) {
        return first(
                "name = ?1 and sha256 = ?2 and source is not null and deletedAt is null order by number desc",
                name,
                sha256);
    }

    @Override
    public List<RegisteredVersion> madeFrom(VersionId base) {
        return versions.list("baseVersion = ?1 and deletedAt is null order by createdAt, id", base.value()).stream()
                .map(VersionRows::version)
                .toList();
    }

    private Optional<RegisteredVersion> first(String query, Object... parameters) {
        return versions.find(query, parameters).page(0, 1).firstResultOptional().map(VersionRows::version);
    }

    @Override
    public int takeNumber(String name) {
        return sql.first(row -> row.getInt(1), TAKE_NUMBER, name).orElseThrow();
    }

    @Override
    public void add(RegisteredVersion version) {
        versions.persist(VersionRows.row(version));
        ModelType type = ModelType.of(version.content().architecture());
        if (type != ModelType.OTHER) {
            sql.update(
                    "update model set type = ? where name = ? and type is null",
                    type.name(),
                    version.version().name());
        }
    }

    @Override
    public void describe(String name, Optional<ModelType> type, RegisteredModel.Description description) {
        sql.update(
                "update model set type = ?, description = ?, tags = ?::jsonb, updated_at = now() where name = ?",
                type.map(ModelType::name).orElse(null),
                description.text(),
                Sql.json(description.tags()),
                name);
    }

    @Override
    public void delete(String name) {
        sql.update("delete from alias where name = ?", name);
        sql.update("update version set deleted_at = now() where name = ? and deleted_at is null", name);
        sql.update("update model set deleted_at = now(), updated_at = now() where name = ?", name);
    }

    static String name(ModelFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    static ModelFormat format(String name) {
        return ModelFormat.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static RegisteredModel model(ModelRow row) {
        return new RegisteredModel(
                row.name,
                row.lastNumber,
                Optional.ofNullable(row.type).map(ModelType::valueOf),
                new RegisteredModel.Description(row.description, Sql.read(row.tags, TAGS)),
                row.createdAt,
                row.updatedAt,
                Optional.ofNullable(row.deletedAt));
    }
}
