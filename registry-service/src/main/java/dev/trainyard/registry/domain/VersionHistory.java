package dev.trainyard.registry.domain;

import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What other services told of jobs and versions. A later fact replaces an earlier one with the same id. */
public interface VersionHistory {
    void note(Checkpoint checkpoint);

    void note(Evaluation evaluation);

    void note(Deployment deployment);

    void note(Export export);

    /** The files of an export are gone. */
    void noteDeleted(ExportId export, Instant at);

    /** The checkpoints of a job, by step. */
    List<Checkpoint> checkpoints(JobId job);

    /** The evaluations of a version, oldest first. */
    List<Evaluation> evaluations(VersionId version);

    /** The deployments of a version, oldest first. */
    List<Deployment> deployments(VersionId version);

    /** The exports of a version, oldest first, deleted ones among them. */
    List<Export> exports(VersionId version);

    /** The exports of all versions of a model, oldest first, deleted ones among them. */
    List<Export> exports(String name);

    /** What the newest evaluation of a version measured, and what training measured beyond that. */
    Map<String, Double> metrics(VersionId version);
}
