package dev.trainyard.evaluation.http.export;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.evaluation.app.export.RunningExport;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.ExportOutcome;
import dev.trainyard.evaluation.domain.export.ExportState.Cancelled;
import dev.trainyard.evaluation.domain.export.ExportState.Completed;
import dev.trainyard.evaluation.domain.export.ExportState.Deleted;
import dev.trainyard.evaluation.domain.export.ExportState.Failed;
import dev.trainyard.evaluation.domain.export.ExportState.Queued;
import dev.trainyard.evaluation.domain.export.ExportState.Refused;
import dev.trainyard.evaluation.domain.export.ExportState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An export as clients see it.
 *
 * @param version {@code name/number}
 * @param status {@code queued}, {@code running}, {@code completed}, {@code refused}, {@code failed},
 *     {@code cancelled} or {@code deleted}
 * @param progress while it runs
 * @param sizeBefore bytes of the weights it is made of; once it has a result
 * @param sizeAfter bytes of its own weights
 * @param exceeded limits that do not hold, a sentence each, of a refused one
 * @param files that can be downloaded
 */
record ExportView(
        String id,
        String version,
        String versionId,
        String format,
        Optional<String> type,
        boolean adapterOnly,
        String status,
        Optional<ProgressView> progress,
        Optional<Long> sizeBefore,
        Optional<Long> sizeAfter,
        Optional<ParityView> parity,
        List<String> exceeded,
        Optional<ArtifactRef> artifact,
        List<FileView> files,
        Optional<Failure> error,
        Instant createdAt,
        Instant updatedAt) {
    /**
     * How far it is.
     *
     * @param share of the work, 0 to 1
     * @param step what is being done
     * @param remainingMillis estimated; absent where it is too early
     */
    record ProgressView(double share, String step, Optional<Long> remainingMillis) {}

    /**
     * How much it differs from its source.
     *
     * @param data what the two were compared on
     */
    record ParityView(boolean passed, String data, Map<String, Double> found, Map<String, Double> limits) {}

    /**
     * A file to download.
     *
     * @param href path of the download
     */
    record FileView(String name, long bytes, String sha256, String href) {}

    static ExportView of(Export export, Optional<RunningExport.Progress> progress) {
        Optional<ExportOutcome> outcome = outcome(export);
        return new ExportView(
                export.id().value(),
                export.version().reference(),
                export.version().id().value(),
                export.spec().format().name().toLowerCase(Locale.ROOT),
                export.spec().type(),
                export.spec().adapterOnly(),
                status(export),
                progress.map(now -> new ProgressView(
                        now.share(), now.step(), now.remaining().map(Duration::toMillis))),
                outcome.map(ExportOutcome::sourceBytes),
                outcome.filter(ExportOutcome::passed).map(ExportOutcome::bytes),
                outcome.map(o -> new ParityView(o.passed(), o.data(), o.parity(), o.limits())),
                outcome.map(ExportOutcome::exceeded).orElse(List.of()),
                outcome.map(ExportOutcome::artifact),
                outcome.map(o -> files(export, o)).orElse(List.of()),
                export.state() instanceof Failed failed ? Optional.of(failed.failure()) : Optional.empty(),
                export.createdAt(),
                export.updatedAt());
    }

    private static Optional<ExportOutcome> outcome(Export export) {
        return switch (export.state()) {
            case Completed completed -> Optional.of(completed.outcome());
            case Refused refused -> Optional.of(refused.outcome());
            case Queued queued -> Optional.empty();
            case Running running -> Optional.empty();
            case Failed failed -> Optional.empty();
            case Cancelled cancelled -> Optional.empty();
            case Deleted deleted -> Optional.empty();
        };
    }

    private static String status(Export export) {
        return export.state().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static List<FileView> files(Export export, ExportOutcome outcome) {
        return outcome.files().stream()
                .map(file -> new FileView(
                        file.path(), file.bytes(), file.sha256(), "/exports/" + export.id() + "/files/" + file.path()))
                .toList();
    }
}
