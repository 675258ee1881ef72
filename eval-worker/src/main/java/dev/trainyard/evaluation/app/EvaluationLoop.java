package dev.trainyard.evaluation.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.evaluation.config.EvaluationConfig;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.Outcome;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The thread that scores, one version at a time, never a Kafka or HTTP thread. What waits stands in the database: an
 * evaluation that a restart interrupted is the next one again.
 */
@ApplicationScoped
public class EvaluationLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluationLoop.class);
    private static final int RUNS = 3;

    private final EvaluationLedger ledger;
    private final EvaluationRun run;
    private final EvaluationConfig config;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    EvaluationLoop(EvaluationLedger ledger, EvaluationRun run, EvaluationConfig config) {
        this.ledger = ledger;
        this.run = run;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().daemon().name("evaluations").start(this::loop);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(config.evaluation().stopPatience());
        }
    }

    private void loop() {
        try {
            do {
                while (stopping.getCount() > 0 && scoredOne()) {
                    // The next one follows at once.
                }
            } while (!stopping.await(config.evaluation().checkInterval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the service is stopping");
        }
    }

    /** One failure, such as a lost database, must not end the loop. */
    private boolean scoredOne() throws InterruptedException {
        try {
            Optional<Evaluation> next = ledger.begin();
            if (next.isPresent()) {
                score(next.get());
            }
            return next.isPresent();
        } catch (RuntimeException e) {
            LOG.error("evaluations could not be continued; trying again", e);
            return false;
        }
    }

    private void score(Evaluation evaluation) throws InterruptedException {
        try (MDC.MDCCloseable job =
                MDC.putCloseable("jobId", evaluation.jobId().map(JobId::value).orElse(""))) {
            Outcome outcome;
            try {
                outcome = run.outcome(evaluation);
            } catch (TrainyardException e) {
                ended(evaluation, e.failure());
                return;
            } catch (RuntimeException e) {
                LOG.error("{} failed", evaluation.id(), e);
                ledger.fail(evaluation, new Failure(ErrorCode.INTERNAL, "the evaluation failed: " + e));
                return;
            }
            ledger.complete(evaluation, outcome);
        }
    }

    /** A child that was killed is no fault of the model: the evaluation stays unsettled and is begun again. */
    private void ended(Evaluation evaluation, Failure failure) {
        boolean again = failure.code() == ErrorCode.WORKER_LOST && evaluation.runs() < RUNS;
        if (again) {
            LOG.warn("{} will be repeated: {}", evaluation.id(), failure.message());
        } else {
            ledger.fail(evaluation, failure);
        }
    }
}
