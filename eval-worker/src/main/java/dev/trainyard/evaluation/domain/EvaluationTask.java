package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.DataSpec;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.spec.EvaluationSpec;
import java.util.Map;
import java.util.Optional;

/**
 * Which version is to be scored, on what, and what follows.
 *
 * @param cause what called for it
 * @param jobId the job whose stage this is; empty for a model that was trained elsewhere
 * @param attempt run of that job; 0 without one
 * @param wanted how it is to be scored
 * @param heldOut the rows kept from training, where there are any
 * @param format how the rows of {@code wanted.data} are written
 * @param columns the rows' own names of fields by the usual ones, those that differ alone
 * @param maxLength tokens after which a row is cut; the model's context bounds it too
 * @param deployment whether and where the version is served afterwards
 * @param request what only evaluations have that somebody asked for
 */
public record EvaluationTask(
        Cause cause,
        ModelVersion version,
        Optional<JobId> jobId,
        int attempt,
        EvaluationSpec wanted,
        Optional<ArtifactRef> heldOut,
        DataSpec.Format format,
        Map<String, String> columns,
        int maxLength,
        DeploymentSpec deployment,
        Optional<Request> request) {

    /**
     * What somebody asked for.
     *
     * @param compareWith scored on the same rows
     * @param rows that stood in the request
     * @param trainedBy the job of the version, where it is known
     * @param text the request as it came
     */
    public record Request(
            Optional<ModelVersion> compareWith, Optional<ArtifactRef> rows, Optional<JobId> trainedBy, String text) {}

    /** What calls for an evaluation. */
    public enum Cause {
        /** A version was registered: scored once. */
        REGISTRATION,
        /** Somebody asked for it: scored as often as it is asked for. */
        REQUEST
    }

    /** What a job asks for. */
    public static EvaluationTask of(VersionRegistered registered) {
        DataSpec data = registered.spec().trainingData();
        EvaluationSpec wanted = registered.spec().evaluation();
        return new EvaluationTask(
                Cause.REGISTRATION,
                registered.version(),
                Optional.of(registered.jobId()),
                registered.head().attempt(),
                wanted,
                registered.trained().heldOut(),
                wanted.format().orElse(data.format()),
                data.columns(),
                registered.spec().hyperparameters().maxLength(),
                registered.spec().deployment(),
                Optional.empty());
    }

    /** What came with a model that was trained elsewhere. */
    public static EvaluationTask of(VersionImported imported) {
        return new EvaluationTask(
                Cause.REGISTRATION,
                imported.version(),
                Optional.empty(),
                0,
                imported.evaluation(),
                Optional.empty(),
                imported.evaluation().format().orElse(DataSpec.Format.JSONL),
                Map.of(),
                Integer.MAX_VALUE,
                imported.deployment(),
                Optional.empty());
    }

    /** The version to compare with. */
    public Optional<ModelVersion> compareWith() {
        return request.flatMap(Request::compareWith);
    }

    /** The job that trained the version, where it is known. */
    public Optional<JobId> trainedBy() {
        return jobId.or(() -> request.flatMap(Request::trainedBy));
    }

    /** The rows of the request, else the file the spec names, else what the job kept from training; empty where there is neither. */
    public Optional<Rows> rows() {
        Optional<Rows> named = wanted.data().map(path -> new Rows.Named(path, format, columns));
        Optional<Rows> given = request.flatMap(Request::rows).map(file -> new Rows.Given(file, columns));
        return given.or(() -> named).or(() -> heldOut.map(Rows.HeldOut::new));
    }
}
