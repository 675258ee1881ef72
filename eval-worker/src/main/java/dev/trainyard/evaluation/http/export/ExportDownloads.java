package dev.trainyard.evaluation.http.export;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.Checksums;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.ExportOutcome;
import dev.trainyard.evaluation.domain.export.ExportOutcome.ExportedFile;
import dev.trainyard.evaluation.domain.export.ExportState.Completed;
import dev.trainyard.evaluation.domain.export.ExportState.Refused;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The files of exports, each found to be what was exported before a byte of it is sent. Thread-safe. */
@Singleton
final class ExportDownloads {
    private static final Set<String> REPORTS = Set.of("export_report.md", "export_report.json");

    private final ArtifactStore artifacts;

    ExportDownloads(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    /** Errors: NOT_FOUND, CONFLICT where the export has no files yet or none at all, CHECKSUM_MISMATCH. */
    Response file(Export export, String name) {
        ExportOutcome outcome = outcome(export);
        Path folder = artifacts.local(outcome.artifact().uri());
        if (REPORTS.contains(name)) {
            artifacts.verify(outcome.artifact());
            String type = name.endsWith(".md") ? "text/markdown; charset=utf-8" : "application/json";
            return Response.ok(folder.resolve(name).toFile(), type).build();
        }
        ExportedFile file = outcome.files().stream()
                .filter(one -> one.path().equals(name))
                .findFirst()
                .orElseThrow(() -> new TrainyardException(
                        ErrorCode.NOT_FOUND,
                        "export " + export.id() + " has no file \"" + name + "\": expected one of "
                                + outcome.files().stream()
                                        .map(ExportedFile::path)
                                        .toList() + " or " + REPORTS));
        Path path = folder.resolve(file.path());
        verify(path, file);
        return Response.ok(path.toFile(), "application/octet-stream")
                .header("Content-Disposition", "attachment; filename=\"" + file.path() + "\"")
                .header("ETag", "\"" + file.sha256() + "\"")
                .build();
    }

    private static ExportOutcome outcome(Export export) {
        Optional<ExportOutcome> outcome = switch (export.state()) {
            case Completed completed -> Optional.of(completed.outcome());
            case Refused refused -> Optional.of(refused.outcome());
            default -> Optional.empty();
        };
        return outcome.orElseThrow(() ->
                new TrainyardException(ErrorCode.CONFLICT, "export " + export.id() + " has no files: see its status"));
    }

    private static void verify(Path path, ExportedFile file) {
        try {
            if (!Files.exists(path) || !Checksums.file(path).sha256().equals(file.sha256())) {
                throw new TrainyardException(
                        ErrorCode.CHECKSUM_MISMATCH,
                        path + " is not what was exported: it was changed or removed since");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }
}
