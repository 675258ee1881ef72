package dev.trainyard.evaluation.http;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.EvaluationState.Completed;
import dev.trainyard.evaluation.domain.Outcome;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** The files of evaluations, each found to be what was written before a byte of it is sent. Thread-safe. */
@Singleton
final class EvaluationFiles {
    private static final Map<String, String> TYPES = Map.of(
            "md", "text/markdown; charset=utf-8",
            "json", "application/json",
            "jsonl", "application/jsonl",
            "svg", "image/svg+xml");

    private final ArtifactStore artifacts;

    EvaluationFiles(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    static List<String> names(Outcome outcome) {
        return outcome.reports().stream().map(EvaluationFiles::name).toList();
    }

    private static String name(ArtifactRef file) {
        String path = file.uri().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Errors: NOT_FOUND, CONFLICT where the evaluation has no files yet or none at all, CHECKSUM_MISMATCH. */
    Response file(Evaluation evaluation, String name) {
        if (!(evaluation.state() instanceof Completed completed)) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    "evaluation " + evaluation.id() + " has no files: they are written on completion, see its status");
        }
        ArtifactRef file = completed.outcome().reports().stream()
                .filter(ref -> name(ref).equals(name))
                .findFirst()
                .orElseThrow(() -> new TrainyardException(
                        ErrorCode.NOT_FOUND,
                        "evaluation " + evaluation.id() + " has no file \"" + name + "\": expected one of "
                                + String.join(", ", names(completed.outcome()))));
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        return Response.ok(artifacts.verified(file).toFile(), type)
                .header("ETag", "\"" + file.sha256() + "\"")
                .build();
    }
}
