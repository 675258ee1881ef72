package dev.trainyard.devkit.demo;

import dev.trainyard.devkit.client.Job;
import java.util.List;

/** What must have happened to a job of the demonstration. */
final class JobChecks {
    private JobChecks() {}

    /** Errors: {@link DemoFailure} naming the first thing that is missing. */
    static void require(Job job) {
        if (!job.succeeded()) {
            String why =
                    job.error().map(e -> ": " + e.code() + ", " + e.message()).orElse("");
            throw new DemoFailure("job " + job.id() + " ended " + job.status() + why);
        }
        job.failedStage().ifPresent(stage -> {
            throw new DemoFailure("stage " + stage.stage() + " of job " + job.id() + " failed: "
                    + stage.message().orElse("no reason was given"));
        });
        if (job.model().isEmpty()) {
            throw new DemoFailure("job " + job.id() + " has no registered version");
        }
        List<String> scores = List.of("perplexity", "token_accuracy");
        if (job.evaluation()
                .filter(e -> e.metrics().keySet().containsAll(scores))
                .isEmpty()) {
            throw new DemoFailure("job " + job.id() + " was not evaluated: expected " + scores + ", found "
                    + job.evaluation().map(Job.Evaluation::metrics));
        }
        if (job.deployment().flatMap(Job.Deployment::endpoint).isEmpty()) {
            throw new DemoFailure("the model of job " + job.id() + " is not served");
        }
    }
}
