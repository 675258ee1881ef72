package dev.trainyard.evaluation.app.export;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.evaluation.config.ExportConfig;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.ExportOutcome;
import dev.trainyard.evaluation.domain.export.ModelExporter;
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

/**
 * The thread that exports, one version at a time. What waits stands in the database: an export that a restart
 * interrupted is the next one again.
 */
@ApplicationScoped
public class ExportLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ExportLoop.class);
    private static final int RUNS = 3;

    private final ExportLedger ledger;
    private final ModelExporter exporter;
    private final RunningExport running;
    private final ExportConfig config;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    ExportLoop(ExportLedger ledger, ModelExporter exporter, RunningExport running, ExportConfig config) {
        this.ledger = ledger;
        this.exporter = exporter;
        this.running = running;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().daemon().name("exports").start(this::loop);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        Thread started = thread;
        if (started != null) {
            started.interrupt();
            started.join(config.stopPatience());
        }
    }

    private void loop() {
        try {
            clearUp();
            do {
                while (stopping.getCount() > 0 && exportedOne()) {
                    // The next one follows at once.
                }
            } while (!stopping.await(config.checkInterval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the service is stopping");
        }
    }

    /** A service that was killed may have left files that nobody will ask for. */
    private void clearUp() {
        try {
            exporter.discardAll(ledger::unwanted);
        } catch (RuntimeException e) {
            LOG.warn("leftovers of exports stay for now", e);
        }
    }

    /** One failure, such as a lost database, must not end the loop. */
    private boolean exportedOne() throws InterruptedException {
        try {
            Optional<Export> next = ledger.begin();
            if (next.isPresent()) {
                export(next.get());
            }
            return next.isPresent();
        } catch (RuntimeException e) {
            LOG.error("exports could not be continued; trying again", e);
            return false;
        }
    }

    private void export(Export export) throws InterruptedException {
        Optional<ExportOutcome> outcome;
        try {
            outcome = exporter.export(export, running.begin(export.id()));
        } catch (TrainyardException e) {
            ended(export, e.failure());
            return;
        } catch (RuntimeException e) {
            LOG.error("{} failed", export.id(), e);
            ended(export, new Failure(ErrorCode.INTERNAL, "the export failed: " + e));
            return;
        } finally {
            running.end();
        }
        boolean kept = outcome.isPresent() && ledger.finish(export.id(), outcome.get());
        if (!kept) {
            exporter.discard(export);
        }
    }

    /** A child that was killed is no fault of the model: the export stays unsettled and is begun again. */
    private void ended(Export export, Failure failure) {
        if (failure.code() == ErrorCode.WORKER_LOST && export.runs() < RUNS) {
            LOG.warn("{} will be repeated: {}", export.id(), failure.message());
            return;
        }
        exporter.discard(export);
        ledger.fail(export.id(), failure);
    }
}
