package dev.trainyard.registry.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.messaging.Outbox;
import dev.trainyard.registry.domain.AuditLog;
import dev.trainyard.registry.domain.Deployment;
import dev.trainyard.registry.domain.ModelContent;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.ModelType;
import dev.trainyard.registry.domain.Origin;
import dev.trainyard.registry.domain.RegisteredModel;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionHistory;
import dev.trainyard.registry.files.InspectedModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What users change in the registry, each change in one transaction with its entry in the audit log. Thread-safe. */
@ApplicationScoped
public class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    private final ModelRegistry registry;
    private final VersionHistory history;
    private final Lineage lineage;
    private final AuditLog audit;
    private final Outbox outbox;

    Catalog(ModelRegistry registry, VersionHistory history, Lineage lineage, AuditLog audit, Outbox outbox) {
        this.registry = registry;
        this.history = history;
        this.lineage = lineage;
        this.audit = audit;
        this.outbox = outbox;
    }

    @Transactional
    Optional<RegisteredVersion> importOf(String name, String sha256) {
        return registry.importOf(name, sha256);
    }

    /** Adds the files as a version, unless another request has added the same ones meanwhile: then that version. */
    @Transactional
    RegisteredVersion add(ImportRequest request, VersionId id, InspectedModel model, ArtifactRef files, String who) {
        registry.lockModel(request.name());
        Optional<RegisteredVersion> present = registry.importOf(request.name(), files.sha256());
        if (present.isPresent()) {
            return present.get();
        }
        int number = registry.takeNumber(request.name());
        RegisteredVersion version = new RegisteredVersion(
                new ModelVersion(
                        id, request.name(), number, files, model.content().format()),
                content(request, model.content()),
                origin(request, model),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        registry.add(version);
        describeNew(request);
        audit.add(
                who,
                "version.imported",
                request.name(),
                Map.of(),
                Map.of("version", number, "source", request.source(), "sha256", files.sha256()));
        outbox.publish(
                new VersionImported(EventHead.now(), version.version(), request.evaluation(), request.deployment()));
        LOG.info("imported {} from {}", version.reference(), request.source());
        return version;
    }

    private static ModelContent content(ImportRequest request, ModelContent found) {
        String family =
                request.family().map(said -> said.toLowerCase(Locale.ROOT)).orElse(found.family());
        return new ModelContent(found.format(), family, found.architecture(), found.parameterCount());
    }

    private Origin.Import origin(ImportRequest request, InspectedModel model) {
        Optional<String> base = request.base().or(model::baseModel);
        Optional<RegisteredVersion> registered = base.flatMap(lineage::baseNamed);
        if (request.base().isPresent()
                && registered.isEmpty()
                && request.base().get().startsWith("models:/")) {
            throw new TrainyardException(
                    ErrorCode.NOT_FOUND, "base: \"" + request.base().get() + "\" is not in the registry");
        }
        return new Origin.Import(
                request.source(), base, registered.map(RegisteredVersion::id), Map.copyOf(request.metrics()));
    }

    private void describeNew(ImportRequest request) {
        RegisteredModel model = model(request.name());
        Map<String, String> tags = new HashMap<>(model.description().tags());
        tags.putAll(request.tags());
        registry.describe(
                model.name(),
                request.type().or(() -> storedType(model.name())),
                new RegisteredModel.Description(
                        request.description().orElse(model.description().text()), tags));
    }

    private Optional<ModelType> storedType(String name) {
        return registry.findModel(name).flatMap(RegisteredModel::type);
    }

    /** What a user says about a model; what is empty stays as it is. */
    public record Change(Optional<ModelType> type, Optional<String> description, Optional<Map<String, String>> tags) {}

    /**
     * Errors: NOT_FOUND; {@link ChangedMeanwhile} where {@code seen} is given and is not what stands there now.
     *
     * @param seen what the change was thought for, as {@link RegisteredModel#descriptionTag} names it
     */
    @Transactional
    public RegisteredModel describe(String name, Change change, Optional<String> seen, String who) {
        RegisteredModel before = locked(name);
        if (seen.filter(tag -> !tag.equals(before.descriptionTag())).isPresent()) {
            throw new ChangedMeanwhile(name);
        }
        Optional<ModelType> type = change.type().or(before::type);
        RegisteredModel.Description description = new RegisteredModel.Description(
                change.description().orElse(before.description().text()),
                change.tags().orElse(before.description().tags()));
        registry.describe(name, type, description);
        audit.add(who, "model.described", name, state(before.type(), before.description()), state(type, description));
        return new RegisteredModel(
                name, before.latestNumber(), type, description, before.createdAt(), Instant.now(), before.deletedAt());
    }

    private static Map<String, ?> state(Optional<ModelType> type, RegisteredModel.Description description) {
        Map<String, Object> state = new HashMap<>();
        type.ifPresent(known -> state.put("type", known));
        state.put("description", description.text());
        state.put("tags", description.tags());
        return state;
    }

    /**
     * Hides a model with its versions; the files stay. Errors: NOT_FOUND; CONFLICT with the list of what needs it, where
     * a version is deployed or another model was made from one.
     */
    @Transactional
    public RegisteredModel delete(String name, String who) {
        RegisteredModel model = locked(name);
        List<RegisteredVersion> versions = registry.versions(name);
        List<Problem> uses =
                versions.stream().flatMap(version -> uses(version).stream()).toList();
        if (!uses.isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    "model \"" + name + "\" is in use and was not deleted: end what uses it first ("
                            + String.join(
                                    "; ", uses.stream().map(Problem::toString).toList()) + ")",
                    uses);
        }
        registry.delete(name);
        audit.add(
                who,
                "model.deleted",
                name,
                Map.of(
                        "versions",
                        versions.stream().map(v -> v.version().number()).toList()),
                Map.of());
        LOG.info("{} was deleted by {}", name, who);
        return new RegisteredModel(
                name,
                model.latestNumber(),
                model.type(),
                model.description(),
                model.createdAt(),
                Instant.now(),
                Optional.of(Instant.now()));
    }

    private List<Problem> uses(RegisteredVersion version) {
        List<Problem> uses = new ArrayList<>();
        for (Deployment deployment : history.deployments(version.id())) {
            if (deployment.status().live()) {
                String status = deployment.status().name().toLowerCase(Locale.ROOT);
                uses.add(new Problem(version.reference(), "deployed by " + deployment.id() + " (" + status + ")"));
            }
        }
        for (RegisteredVersion made : registry.madeFrom(version.id())) {
            if (!made.version().name().equals(version.version().name())) {
                uses.add(new Problem(version.reference(), "base of " + made.reference()));
            }
        }
        return uses;
    }

    private RegisteredModel locked(String name) {
        return registry.lockModel(name).orElseThrow(() -> unknown(name));
    }

    /** Errors: NOT_FOUND. */
    public RegisteredModel model(String name) {
        return registry.findModel(name).orElseThrow(() -> unknown(name));
    }

    /** Where there is no such model. */
    public static TrainyardException unknown(String name) {
        return new TrainyardException(
                ErrorCode.NOT_FOUND, "there is no model \"" + name + "\": GET /models lists those there are");
    }
}
