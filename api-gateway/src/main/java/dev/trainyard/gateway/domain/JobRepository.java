package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.id.JobId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where jobs are kept. Writing needs a running transaction. */
public interface JobRepository {
    /** Keeps a new job. */
    void add(Job job);

    /** The job, held against changes by others until the transaction ends. */
    Optional<Job> lock(JobId id);

    /** Replaces a locked job. */
    void replace(Job job);

    Optional<Job> findJob(JobId id);

    /** Until the end of the transaction, other submissions with this key wait. */
    void lockKey(String key);

    /** What was submitted with a key before. */
    Optional<Submission> findSubmission(String key);

    /** The job that the submission with a key led to. */
    Optional<Job> findJobOf(String key);

    /** Notes the job that a submission led to. */
    void add(Submission submission, JobId job);

    List<Job> list(JobFilter filter);

    /** How many jobs there are of each status; statuses without jobs may be left out. */
    Map<JobStatus, Long> countByStatus();
}
