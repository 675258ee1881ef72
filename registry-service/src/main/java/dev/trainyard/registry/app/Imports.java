package dev.trainyard.registry.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.spec.EvaluationReader;
import dev.trainyard.contracts.spec.ModelSpec;
import dev.trainyard.registry.domain.ModelContent;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.files.ImportedFiles;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Registers models that were trained elsewhere: all of one, or nothing. Thread-safe. */
@Singleton
public final class Imports {
    private final Catalog catalog;
    private final ArtifactStore artifacts;
    private final DataRoots roots;

    Imports(Catalog catalog, ArtifactStore artifacts, DataRoots roots) {
        this.catalog = catalog;
        this.artifacts = artifacts;
        this.roots = roots;
    }

    /**
     * What came of a request.
     *
     * @param added false where the same files are registered under the name already
     */
    public record Result(RegisteredVersion version, boolean added) {}

    /**
     * Copies the files, checks them, and gives them a version. Repeating a request changes nothing.
     *
     * <p>Errors: INVALID_REQUEST where {@code evaluation} does not fit the model, INVALID_MODEL, INVALID_DATA,
     * PATH_NOT_ALLOWED, NOT_FOUND for a base that is not there, DISK_FULL.
     *
     * @param who for the audit log
     */
    public Result register(ImportRequest request, String who) {
        try (ImportedFiles files = ImportedFiles.copy(roots.resolve(request.source()), roots, artifacts)) {
            requireFormat(request, files.model().content().format());
            requireFit(request, files.model().content());
            Optional<RegisteredVersion> present = catalog.importOf(request.name(), files.sha256());
            return present.isPresent() ? new Result(present.get(), false) : add(request, files, who);
        }
    }

    private Result add(ImportRequest request, ImportedFiles files, String who) {
        ArtifactRef placed;
        try {
            placed = files.place(request.name());
        } catch (IOException e) {
            throw new UncheckedIOException("the files cannot be moved to their place", e);
        }
        RegisteredVersion version;
        try {
            version = catalog.add(request, files.version(), files.model(), placed, who);
        } catch (RuntimeException e) {
            files.remove(placed);
            throw e;
        }
        if (!version.id().equals(files.version())) {
            files.remove(placed);
            return new Result(version, false);
        }
        return new Result(version, true);
    }

    private static void requireFormat(ImportRequest request, ModelFormat found) {
        request.format().filter(said -> said != found).ifPresent(said -> {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    "\"" + request.source() + "\" is of format " + lower(found) + ", the request says " + lower(said));
        });
    }

    /** Formats that are not scored need no check: their evaluation is skipped with the reason. */
    private static void requireFit(ImportRequest request, ModelContent content) {
        boolean classifies = content.format() == ModelFormat.TORCHSCRIPT
                || content.architecture().endsWith("ForSequenceClassification");
        if (!classifies && content.format() != ModelFormat.HUGGINGFACE) {
            return;
        }
        List<Problem> misfits = EvaluationReader.misfits(
                request.evaluation(), classifies ? ModelSpec.Task.SEQUENCE_CLASSIFICATION : ModelSpec.Task.CAUSAL_LM);
        if (!misfits.isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "\"" + request.source() + "\" is a " + (classifies ? "classifier" : "language model")
                            + ", to which its evaluation does not fit: "
                            + misfits.stream().map(Problem::toString).collect(Collectors.joining("; ")),
                    misfits);
        }
    }

    private static String lower(ModelFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }
}
