package dev.trainyard.registry.app;

import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.registry.domain.Checkpoint;
import dev.trainyard.registry.domain.Deployment;
import dev.trainyard.registry.domain.Evaluation;
import dev.trainyard.registry.domain.Export;
import dev.trainyard.registry.domain.LineageGraph;
import dev.trainyard.registry.domain.LineageGraph.Kind;
import dev.trainyard.registry.domain.LineageGraph.Node;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.Origin;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Follows versions back to their data and forward to where they are used. Thread-safe. */
@ApplicationScoped
public class LineageTracing {
    private final ModelRegistry registry;
    private final VersionHistory history;

    LineageTracing(ModelRegistry registry, VersionHistory history) {
        this.registry = registry;
        this.history = history;
    }

    /** All ancestors and all descendants of the versions, each with its data, job, evaluations, exports and deployments. */
    @Transactional
    public LineageGraph of(List<RegisteredVersion> versions) {
        LineageGraph graph = new LineageGraph();
        Deque<RegisteredVersion> open = new ArrayDeque<>(versions);
        for (RegisteredVersion next = open.poll(); next != null; next = open.poll()) {
            if (graph.add(node(next))) {
                origin(graph, next).flatMap(registry::findVersion).ifPresent(open::add);
                uses(graph, next);
                open.addAll(registry.madeFrom(next.id()));
            }
        }
        return graph;
    }

    /** Draws where the version came from; the version it was made from is not drawn here. */
    private Optional<VersionId> origin(LineageGraph graph, RegisteredVersion version) {
        switch (version.origin()) {
            case Origin.Training training -> trained(graph, version, training);
            case Origin.Import imported -> imported(graph, version, imported);
        }
        return version.origin().baseVersion();
    }

    private void trained(LineageGraph graph, RegisteredVersion version, Origin.Training training) {
        String job = training.jobId().value();
        graph.add(new Node(
                job,
                Kind.JOB,
                training.spec().name(),
                Map.of("trained_tokens", training.trainedTokens(), "duration_millis", training.durationMillis())));
        String dataset = "dataset-" + training.trained().datasetSha256();
        graph.add(new Node(
                dataset,
                Kind.DATASET,
                training.trained().datasetSha256().substring(0, 12),
                Map.of("sha256", training.trained().datasetSha256())));
        graph.connect(dataset, job, "trained_on");
        base(graph, training.trained().baseModel(), training.baseVersion(), job);
        checkpoints(graph, version, training);
    }

    private static void base(LineageGraph graph, Optional<String> name, Optional<VersionId> version, String user) {
        if (version.isPresent()) {
            graph.connect(version.get().value(), user, "base_of");
        } else if (name.isPresent()) {
            graph.add(new Node("base-" + name.get(), Kind.BASE_MODEL, name.get(), Map.of()));
            graph.connect("base-" + name.get(), user, "base_of");
        }
    }

    /** The model is exported from the best checkpoint or from the last one, as the spec says. */
    private void checkpoints(LineageGraph graph, RegisteredVersion version, Origin.Training training) {
        String job = training.jobId().value();
        List<Checkpoint> all = history.checkpoints(training.jobId());
        for (Checkpoint checkpoint : all) {
            graph.add(new Node(
                    id(checkpoint),
                    Kind.CHECKPOINT,
                    "step " + checkpoint.step(),
                    Map.of(
                            "step", checkpoint.step(),
                            "best", checkpoint.best(),
                            "sha256", checkpoint.files().sha256())));
            graph.connect(job, id(checkpoint), "wrote");
        }
        boolean wantsBest = training.spec().evaluation().saveBestModel();
        Optional<Checkpoint> last = all.stream().max(Comparator.comparingLong(Checkpoint::step));
        Optional<Checkpoint> best =
                all.stream().filter(Checkpoint::best).max(Comparator.comparingLong(Checkpoint::step));
        Optional<Checkpoint> exported = wantsBest ? best.or(() -> last) : last;
        graph.connect(exported.map(LineageTracing::id).orElse(job), version.id().value(), "exported_as");
    }

    private static String id(Checkpoint checkpoint) {
        return checkpoint.jobId().value() + "/checkpoints/" + checkpoint.step();
    }

    private static void imported(LineageGraph graph, RegisteredVersion version, Origin.Import imported) {
        base(graph, imported.baseModel(), imported.baseVersion(), version.id().value());
    }

    private void uses(LineageGraph graph, RegisteredVersion version) {
        String id = version.id().value();
        for (Evaluation evaluation : history.evaluations(version.id())) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("status", lower(evaluation.status()));
            details.put("metrics", evaluation.metrics());
            evaluation.gatePassed().ifPresent(passed -> details.put("gate_passed", passed));
            graph.add(new Node(
                    evaluation.id().value(), Kind.EVALUATION, "evaluation of " + version.reference(), details));
            graph.connect(id, evaluation.id().value(), "evaluated_by");
        }
        for (Export export : history.exports(version.id())) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("format", lower(export.spec().format()));
            details.put("sha256", export.files().sha256());
            details.put("size_bytes", export.files().sizeBytes());
            details.put("parity", export.parity());
            export.deletedAt().ifPresent(at -> details.put("deleted_at", at.toString()));
            String kind = export.spec().kind() + " of " + version.reference();
            graph.add(new Node(
                    export.id().value(),
                    Kind.EXPORT,
                    kind + (export.deletedAt().isPresent() ? " (deleted)" : ""),
                    details));
            graph.connect(id, export.id().value(), "exported_as");
        }
        for (Deployment deployment : history.deployments(version.id())) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("status", lower(deployment.status()));
            details.put("target", deployment.target());
            deployment.endpoint().ifPresent(endpoint -> details.put("endpoint", endpoint));
            graph.add(new Node(
                    deployment.id().value(), Kind.DEPLOYMENT, "deployment of " + version.reference(), details));
            graph.connect(id, deployment.id().value(), "deployed_as");
        }
    }

    /** A file of another format that was made from a version is an export of it. */
    private static Node node(RegisteredVersion version) {
        ModelFormat format = version.content().format();
        boolean export = version.training().isEmpty()
                && version.origin().baseVersion().isPresent()
                && (format == ModelFormat.GGUF || format == ModelFormat.TORCHSCRIPT);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("format", lower(format));
        details.put("architecture", version.content().architecture());
        details.put("sha256", version.version().artifact().sha256());
        details.put("created_at", version.createdAt().toString());
        return new Node(version.id().value(), export ? Kind.EXPORT : Kind.VERSION, version.reference(), details);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
