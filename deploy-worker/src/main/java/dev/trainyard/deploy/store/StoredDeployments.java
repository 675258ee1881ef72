package dev.trainyard.deploy.store;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Starting;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.Deployments;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The table behind {@link Deployments}. */
@ApplicationScoped
public class StoredDeployments implements Deployments, PanacheRepositoryBase<DeploymentRow, String> {
    private static final String STARTING = "starting";
    private static final String CANARY = "canary";
    private static final String READY = "ready";
    private static final String FAILED = "failed";
    private static final String STOPPED = "stopped";
    private static final List<String> WANTED = List.of(STARTING, CANARY, READY);

    @Override
    public Optional<Deployment> find(DeploymentId id) {
        return findByIdOptional(id.value()).map(StoredDeployments::read);
    }

    @Override
    public Optional<Deployment> lock(DeploymentId id) {
        return findByIdOptional(id.value()).map(row -> {
            // A lock alone leaves a row as this transaction read it before, whatever others made of it since.
            getEntityManager().refresh(row, LockModeType.PESSIMISTIC_WRITE);
            return read(row);
        });
    }

    @Override
    public void lockName(String modelName) {
        getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))")
                .setParameter(1, modelName)
                .getSingleResult();
    }

    @Override
    public List<Deployment> wanted() {
        return find("status in ?1 order by createdAt, id", WANTED).stream()
                .map(StoredDeployments::read)
                .toList();
    }

    @Override
    public Optional<Deployment> live(String modelName, Target target) {
        return find("modelName = ?1 and target = ?2 and status = ?3", modelName, wireName(target), READY)
                .firstResultOptional()
                .map(StoredDeployments::read);
    }

    @Override
    public Optional<Deployment> wanted(VersionId version, Target target) {
        return find("versionId = ?1 and target = ?2 and status in ?3", version.value(), wireName(target), WANTED)
                .firstResultOptional()
                .map(StoredDeployments::read);
    }

    @Override
    public Optional<Deployment> lastReplaced(String modelName, Target target) {
        return find(
                        "modelName = ?1 and target = ?2 and status = ?3 and replaced order by updatedAt desc",
                        modelName,
                        wireName(target),
                        STOPPED)
                .firstResultOptional()
                .map(StoredDeployments::read);
    }

    @Override
    public List<Deployment> list(Optional<String> modelName, Optional<String> status, int limit) {
        return find(
                        "(?1 is null or modelName = ?1) and (?2 is null or status = ?2)"
                                + " order by createdAt desc, id desc",
                        modelName.orElse(null),
                        status.orElse(null))
                .page(0, limit)
                .stream()
                .map(StoredDeployments::read)
                .toList();
    }

    @Override
    public void save(Deployment deployment) {
        DeploymentRow row = findByIdOptional(deployment.id().value()).orElseGet(() -> created(deployment));
        row.status = deployment.state().status();
        row.step = null;
        row.stepSince = null;
        row.held = null;
        row.endpoint = null;
        row.failureCode = null;
        row.reason = null;
        row.replaced = false;
        row.updatedAt = deployment.updatedAt();
        switch (deployment.state()) {
            case Starting starting -> {}
            case Canary canary -> {
                row.step = canary.step();
                row.stepSince = canary.since();
                row.held = canary.held().orElse(null);
            }
            case Ready ready -> row.endpoint = ready.endpoint().toString();
            case Failed failed -> {
                row.failureCode = failed.failure().code().name();
                row.reason = failed.failure().message();
            }
            case Stopped stopped -> {
                row.reason = stopped.reason();
                row.replaced = stopped.replaced();
            }
        }
        // At once, in this order: the index that allows one live deployment per name sees the old one leave first.
        persistAndFlush(row);
    }

    private static DeploymentRow created(Deployment deployment) {
        DeploymentRow row = new DeploymentRow(deployment.id().value());
        row.modelName = deployment.version().name();
        row.versionId = deployment.version().id().value();
        row.version = WireJson.write(deployment.version());
        row.jobId = deployment.jobId().map(JobId::value).orElse(null);
        row.attempt = deployment.attempt();
        row.wanted = WireJson.write(deployment.wanted());
        row.target = wireName(deployment.target());
        row.returnsFrom = deployment.returnsFrom().map(DeploymentId::value).orElse(null);
        row.createdAt = deployment.createdAt();
        return row;
    }

    private static String wireName(Target target) {
        return target.name().toLowerCase(Locale.ROOT);
    }

    private static Deployment read(DeploymentRow row) {
        return new Deployment(
                new DeploymentId(row.id),
                WireJson.read(row.version, ModelVersion.class),
                Optional.ofNullable(row.jobId).map(JobId::new),
                row.attempt,
                WireJson.read(row.wanted, DeploymentSpec.class),
                Optional.ofNullable(row.returnsFrom).map(DeploymentId::new),
                state(row),
                row.createdAt,
                row.updatedAt);
    }

    private static DeploymentState state(DeploymentRow row) {
        return switch (row.status) {
            case STARTING -> new Starting();
            case CANARY ->
                new Canary(
                        Objects.requireNonNull(row.step),
                        Objects.requireNonNull(row.stepSince),
                        Optional.ofNullable(row.held));
            case READY -> new Ready(URI.create(Objects.requireNonNull(row.endpoint)));
            case FAILED ->
                new Failed(new Failure(
                        ErrorCode.valueOf(Objects.requireNonNull(row.failureCode)),
                        Objects.requireNonNull(row.reason)));
            case STOPPED -> new Stopped(Objects.requireNonNull(row.reason), row.replaced);
            default -> throw new IllegalStateException("deployment " + row.id + " has unknown status " + row.status);
        };
    }
}
