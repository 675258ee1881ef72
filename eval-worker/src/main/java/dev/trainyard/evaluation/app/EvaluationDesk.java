package dev.trainyard.evaluation.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.spec.DataSpec;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.spec.EvaluationReader;
import dev.trainyard.contracts.spec.ModelSpec;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.EvaluationTask;
import dev.trainyard.evaluation.domain.EvaluationTask.Cause;
import dev.trainyard.evaluation.domain.EvaluationTask.Request;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.evaluation.domain.RegisteredVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Takes in evaluations that somebody asks for, with everything that is wrong with them at once. */
@ApplicationScoped
public class EvaluationDesk {
    private static final Set<ModelFormat> SCORED = Set.of(ModelFormat.HUGGINGFACE, ModelFormat.TORCHSCRIPT);
    private static final Set<String> OF_CLASSES = Set.of("text", "text_pair", "label");
    private static final Set<String> OF_TEXTS = Set.of("text", "prompt", "completion");

    private final ModelRegistry registry;
    private final EvaluationLedger ledger;
    private final DataRoots dataRoots;
    private final ArtifactStore artifacts;

    EvaluationDesk(ModelRegistry registry, EvaluationLedger ledger, DataRoots dataRoots, ArtifactStore artifacts) {
        this.registry = registry;
        this.ledger = ledger;
        this.dataRoots = dataRoots;
        this.artifacts = artifacts;
    }

    /**
     * Queues the evaluation.
     *
     * @param model id of a version, {@code NAME/NUMBER}, {@code NAME@ALIAS} or {@code NAME}
     * @param key of the request: the same one is answered with the evaluation it led to
     *     <p>Errors: NOT_FOUND of the model, INVALID_SPEC with all problems, CONFLICT where the key belongs to another
     *     request, UNAVAILABLE.
     */
    public Evaluation request(String model, EvaluationOrder order, Optional<String> key) {
        String text = model + "\n" + order.text();
        Optional<Evaluation> known = key.flatMap(given -> ledger.ofKey(given, text));
        if (known.isPresent()) {
            return known.get();
        }
        RegisteredVersion version = registry.version(model);
        List<Problem> problems = new ArrayList<>(order.problems());
        checkTask(order, version, problems);
        Optional<EvaluationTask> earlier = ledger.taskOf(version.version().id());
        checkStride(order, maxLength(order, earlier), problems);
        checkRows(order, version, problems);
        Optional<RegisteredVersion> other = other(order, version, problems);
        if (!problems.isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_SPEC,
                    "the evaluation cannot be done: "
                            + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")),
                    problems);
        }
        EvaluationTask task = task(order, version, earlier, other.map(RegisteredVersion::version), text);
        Evaluation evaluation = ledger.request(task, key);
        if (!evaluation.task().equals(task)) {
            // Another request with the key was faster; the rows that were kept for this one are nobody's.
            task.request().flatMap(Request::rows).ifPresent(this::discard);
        }
        return evaluation;
    }

    private void discard(ArtifactRef rows) {
        Path file = artifacts.local(rows.uri());
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(""));
        } catch (IOException e) {
            throw new UncheckedIOException("rows that nobody asks for cannot be deleted: " + file, e);
        }
    }

    /** TorchScript is scored as a classifier, whatever its files say. */
    private static boolean classifies(RegisteredVersion version) {
        return version.classifies() || version.version().format() == ModelFormat.TORCHSCRIPT;
    }

    /** What the model's task has no use for. */
    private static void checkTask(EvaluationOrder order, RegisteredVersion version, List<Problem> problems) {
        boolean classifies = classifies(version);
        ModelSpec.Task task = classifies ? ModelSpec.Task.SEQUENCE_CLASSIFICATION : ModelSpec.Task.CAUSAL_LM;
        EvaluationReader.misfits(order.wanted(), task)
                .forEach(misfit ->
                        problems.add(new Problem(misfit.field().replaceFirst("^evaluation\\.", ""), misfit.message())));
        Set<String> names = classifies ? OF_CLASSES : OF_TEXTS;
        order.columns().keySet().stream().filter(name -> !names.contains(name)).forEach(name -> {
            String kind = classifies ? "a classifier" : "a language model";
            problems.add(new Problem(
                    "columns." + name,
                    "is nothing that " + kind + " is scored on: expected one of "
                            + names.stream().sorted().toList()));
        });
        if (!SCORED.contains(version.version().format())) {
            problems.add(
                    new Problem(
                            "",
                            version.version().reference() + " is of format "
                                    + version.version().format().name().toLowerCase(Locale.ROOT)
                                    + ", which is not scored: register it as a Hugging Face folder, or a classifier as TorchScript"));
        }
    }

    private static void checkStride(EvaluationOrder order, int maxLength, List<Problem> problems) {
        int stride = order.wanted().stride();
        if (stride > maxLength) {
            problems.add(new Problem(
                    "stride",
                    stride + " is more than max_length " + maxLength
                            + ", so the tokens between two windows would be left out: lower it"));
        }
    }

    /** That of the request, else as the version's job did, else the model's context. */
    private static int maxLength(EvaluationOrder order, Optional<EvaluationTask> earlier) {
        return order.maxLength().orElse(earlier.map(EvaluationTask::maxLength).orElse(Integer.MAX_VALUE));
    }

    private void checkRows(EvaluationOrder order, RegisteredVersion version, List<Problem> problems) {
        order.wanted().data().ifPresent(path -> {
            try {
                dataRoots.resolve(path);
            } catch (TrainyardException e) {
                problems.add(new Problem("data", String.valueOf(e.getMessage())));
            }
        });
        boolean said = problems.stream()
                .anyMatch(problem ->
                        problem.field().startsWith("rows") || problem.field().startsWith("data"));
        boolean ownRows = !order.rows().isEmpty() || order.wanted().data().isPresent();
        if (!order.columns().isEmpty() && !ownRows && !said) {
            problems.add(new Problem(
                    "columns",
                    "name the fields of data or rows, and the request has neither: rows held out from training have the"
                            + " usual names; leave columns out"));
        }
        if (!ownRows && version.heldOut().isEmpty() && !said) {
            problems.add(new Problem(
                    "data",
                    "missing: " + version.version().reference()
                            + " has no rows held out from training, so name a file as data or give rows"));
        }
    }

    private Optional<RegisteredVersion> other(
            EvaluationOrder order, RegisteredVersion version, List<Problem> problems) {
        if (order.compareWith().isEmpty()) {
            return Optional.empty();
        }
        try {
            RegisteredVersion other = registry.version(order.compareWith().get());
            if (other.version().id().equals(version.version().id())) {
                problems.add(new Problem(
                        "compare_with",
                        other.version().reference() + " is the version that is evaluated: name another"));
            } else if (classifies(other) != classifies(version)) {
                problems.add(new Problem(
                        "compare_with",
                        other.version().reference() + " is " + (classifies(other) ? "a classifier" : "a language model")
                                + ", " + version.version().reference() + " is not: they have no metric in common"));
            }
            return Optional.of(other);
        } catch (TrainyardException e) {
            if (e.code().kind() != ErrorKind.USER) {
                throw e;
            }
            problems.add(new Problem("compare_with", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private EvaluationTask task(
            EvaluationOrder order,
            RegisteredVersion version,
            Optional<EvaluationTask> earlier,
            Optional<ModelVersion> compareWith,
            String text) {
        boolean ownRows = !order.rows().isEmpty() || order.wanted().data().isPresent();
        Map<String, String> columns = order.columns().isEmpty() && !ownRows
                ? earlier.map(EvaluationTask::columns).orElse(Map.of())
                : order.columns();
        return new EvaluationTask(
                Cause.REQUEST,
                version.version(),
                Optional.empty(),
                0,
                order.wanted(),
                version.heldOut(),
                order.wanted().format().orElse(DataSpec.Format.JSONL),
                columns,
                maxLength(order, earlier),
                DeploymentReader.read(WireJson.mapper().createObjectNode()),
                Optional.of(
                        new Request(compareWith, rows(order.rows()), earlier.flatMap(EvaluationTask::jobId), text)));
    }

    private Optional<ArtifactRef> rows(List<ObjectNode> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Path file = artifacts
                .folder("evaluations", "rows", UUID.randomUUID().toString())
                .resolve("rows.jsonl");
        try {
            Files.writeString(
                    file,
                    rows.stream().map(ObjectNode::toString).collect(Collectors.joining("\n", "", "\n")),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("rows cannot be written to " + file, e);
        }
        return Optional.of(artifacts.publish(file));
    }
}
