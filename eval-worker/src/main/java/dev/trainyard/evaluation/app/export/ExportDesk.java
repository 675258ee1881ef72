package dev.trainyard.evaluation.app.export;

import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.spec.ExportSpec;
import dev.trainyard.contracts.spec.ExportSpec.Format;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.evaluation.domain.RegisteredVersion;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.ExportSource;
import dev.trainyard.evaluation.domain.export.ExportState;
import dev.trainyard.evaluation.domain.export.ModelExporter;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes requests for exports. Thread-safe. */
@Singleton
public final class ExportDesk {
    private static final Set<ModelFormat> LOADABLE = Set.of(ModelFormat.HUGGINGFACE, ModelFormat.PEFT);

    private final ModelRegistry registry;
    private final DataRoots dataRoots;
    private final ExportLedger ledger;
    private final RunningExport running;
    private final ModelExporter exporter;

    ExportDesk(
            ModelRegistry registry,
            DataRoots dataRoots,
            ExportLedger ledger,
            RunningExport running,
            ModelExporter exporter) {
        this.registry = registry;
        this.dataRoots = dataRoots;
        this.ledger = ledger;
        this.running = running;
        this.exporter = exporter;
    }

    /**
     * The export of a version: a new one, or the one that the same request led to before.
     *
     * <p>Errors: NOT_FOUND, INVALID_SPEC with everything that does not fit the version, UNAVAILABLE.
     *
     * @param reference as {@link ModelRegistry#version} takes it
     */
    public Export request(String reference, ExportSpec spec) {
        RegisteredVersion version = registry.version(reference);
        List<Problem> problems = new ArrayList<>(misfits(version, spec));
        spec.comparison().data().ifPresent(path -> checkData(path, problems));
        Optional<ExportSource> source = problems.isEmpty() ? source(version, spec, problems) : Optional.empty();
        if (source.isEmpty()) {
            String all = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
            throw new TrainyardException(
                    ErrorCode.INVALID_SPEC,
                    version.version().reference() + " cannot be exported as " + spec.kind() + ": " + all,
                    problems);
        }
        return ledger.request(source.get(), spec);
    }

    /**
     * Ends an export, or deletes the files of one that has a result; files that cannot be removed now are when the service
     * starts next. Deployments have files of their own, so that nothing is served from here.
     *
     * <p>Errors: as {@link ExportLedger#end}.
     */
    public Export end(ExportId id) {
        Export ended = ledger.end(id);
        running.cancel(id);
        if (ended.state() instanceof ExportState.Deleted) {
            exporter.discard(ended);
        }
        return ended;
    }

    private static List<Problem> misfits(RegisteredVersion version, ExportSpec spec) {
        List<Problem> problems = new ArrayList<>();
        if (!LOADABLE.contains(version.version().format())) {
            problems.add(new Problem(
                    "",
                    "its files are " + version.version().format().name().toLowerCase(Locale.ROOT)
                            + ": exports are made from Hugging Face folders and PEFT adapters"));
        } else if (version.classifies() && spec.format() == Format.GGUF) {
            problems.add(new Problem("format", "gguf is for language models, this is a classifier"));
        } else if (spec.format() == Format.TORCHSCRIPT
                && version.version().format() == ModelFormat.HUGGINGFACE
                && !version.classifies()) {
            problems.add(new Problem("format", "torchscript is for classifiers, this is a language model"));
        }
        if (spec.adapterOnly() && adapter(version).isEmpty()) {
            problems.add(new Problem("adapter_only", "it has no adapter: all of its weights were trained"));
        }
        return problems;
    }

    private static Optional<ArtifactRef> adapter(RegisteredVersion version) {
        return version.version().format() == ModelFormat.PEFT
                ? Optional.of(version.version().artifact())
                : version.adapter();
    }

    private void checkData(String path, List<Problem> problems) {
        try {
            dataRoots.resolve(path);
        } catch (TrainyardException e) {
            problems.add(new Problem("data", String.valueOf(e.getMessage())));
        }
    }

    /** A merged model is exported as it is; an adapter, with the base it was trained on. */
    private Optional<ExportSource> source(RegisteredVersion version, ExportSpec spec, List<Problem> problems) {
        boolean needsBase = spec.adapterOnly() || version.version().format() == ModelFormat.PEFT;
        if (!needsBase) {
            return Optional.of(new ExportSource(
                    version.version(),
                    Optional.of(version.version().artifact()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    version.heldOut()));
        }
        Optional<ArtifactRef> base = version.baseVersion()
                .map(registry::version)
                .filter(found -> found.version().format() == ModelFormat.HUGGINGFACE)
                .map(found -> found.version().artifact());
        Optional<String> other = base.isPresent() ? Optional.empty() : version.baseModel();
        Optional<String> local = other.filter(this::isLocal);
        Optional<String> hub = local.isPresent() ? Optional.empty() : other.filter(this::isOnAHub);
        if (base.isEmpty() && local.isEmpty() && hub.isEmpty()) {
            problems.add(new Problem(
                    "",
                    "its adapter needs its base, " + version.baseModel().orElse("which is not named")
                            + ", which is neither a Hugging Face folder of the registry nor below a data root nor a"
                            + " model on a hub: register it with POST /models and name it as base, or export the merged"
                            + " model"));
            return Optional.empty();
        }
        return Optional.of(new ExportSource(version.version(), base, local, hub, adapter(version), version.heldOut()));
    }

    private boolean isOnAHub(String base) {
        try {
            return HubReference.orPath(base, this::isLocal).isPresent();
        } catch (TrainyardException e) {
            return false;
        }
    }

    private boolean isLocal(String base) {
        try {
            return dataRoots.holds(base);
        } catch (TrainyardException e) {
            return false;
        }
    }
}
