package dev.trainyard.evaluation.app.export;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.ExportEvent.ExportCancelled;
import dev.trainyard.contracts.event.ExportEvent.ExportCompleted;
import dev.trainyard.contracts.event.ExportEvent.ExportDeleted;
import dev.trainyard.contracts.event.ExportEvent.ExportFailed;
import dev.trainyard.contracts.event.ExportEvent.ExportRefused;
import dev.trainyard.contracts.event.ExportEvent.ExportStarted;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.spec.ExportSpec;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.ExportOutcome;
import dev.trainyard.evaluation.domain.export.ExportSource;
import dev.trainyard.evaluation.domain.export.ExportState;
import dev.trainyard.evaluation.domain.export.ExportState.Cancelled;
import dev.trainyard.evaluation.domain.export.ExportState.Completed;
import dev.trainyard.evaluation.domain.export.ExportState.Deleted;
import dev.trainyard.evaluation.domain.export.ExportState.Failed;
import dev.trainyard.evaluation.domain.export.ExportState.Queued;
import dev.trainyard.evaluation.domain.export.ExportState.Refused;
import dev.trainyard.evaluation.domain.export.ExportState.Running;
import dev.trainyard.evaluation.domain.export.Exports;
import dev.trainyard.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every change of an export's state, each in one transaction with the event that tells of it. Thread-safe. */
@ApplicationScoped
public class ExportLedger {
    private static final Logger LOG = LoggerFactory.getLogger(ExportLedger.class);

    private final Exports exports;
    private final Outbox outbox;

    ExportLedger(Exports exports, Outbox outbox) {
        this.exports = exports;
        this.outbox = outbox;
    }

    /** A new export, or the one of the same version and spec that waits, runs or has a result. */
    @Transactional
    public Export request(ExportSource source, ExportSpec spec) {
        Export export = exports.addOrFind(Export.requested(source, spec, Instant.now()));
        LOG.info("{}: {} of {}", export.id(), spec.kind(), source.version().reference());
        return export;
    }

    /** Errors: NOT_FOUND. */
    @Transactional
    public Export export(ExportId id) {
        return exports.find(id).orElseThrow(() -> unknown(id));
    }

    /** Whether nobody will ask for its files. */
    @Transactional
    public boolean unwanted(ExportId id) {
        return exports.find(id)
                .map(export -> export.state().settled() && !export.state().kept())
                .orElse(true);
    }

    /** The next export, now running; the same one again where it was interrupted. */
    @Transactional
    public Optional<Export> begin() {
        return exports.nextUnsettled().map(export -> {
            if (export.state() instanceof Queued) {
                outbox.publish(new ExportStarted(EventHead.now(), export.id(), export.version(), export.spec()));
            }
            return change(export, new Running());
        });
    }

    /** The export has a result; false where it was cancelled meanwhile. */
    @Transactional
    public boolean finish(ExportId id, ExportOutcome outcome) {
        return whileRunning(id, outcome.passed() ? new Completed(outcome) : new Refused(outcome));
    }

    /** The export has no result; false where it was cancelled meanwhile. */
    @Transactional
    public boolean fail(ExportId id, Failure failure) {
        return whileRunning(id, new Failed(failure));
    }

    private boolean whileRunning(ExportId id, ExportState next) {
        Optional<Export> running = exports.lock(id).filter(export -> export.state() instanceof Running);
        running.map(export -> change(export, next)).ifPresent(export -> outbox.publish(settled(export)));
        return running.isPresent();
    }

    /**
     * Ends an export that has no result yet, and deletes one that has; once more changes nothing. Errors: NOT_FOUND;
     * CONFLICT where it failed, as nothing is left of it.
     */
    @Transactional
    public Export end(ExportId id) {
        Export export = exports.lock(id).orElseThrow(() -> unknown(id));
        return switch (export.state()) {
            case Cancelled cancelled -> export;
            case Deleted deleted -> export;
            case Queued queued -> told(change(export, new Cancelled()));
            case Running running -> told(change(export, new Cancelled()));
            case Completed completed -> told(change(export, new Deleted()));
            case Refused refused -> told(change(export, new Deleted()));
            case Failed failed ->
                throw new TrainyardException(
                        ErrorCode.CONFLICT,
                        "export " + id + " has failed, and nothing is left of it: there is nothing to end or delete");
        };
    }

    private Export told(Export export) {
        outbox.publish(settled(export));
        return export;
    }

    private static ExportEvent settled(Export export) {
        EventHead head = EventHead.now();
        return switch (export.state()) {
            case Completed(ExportOutcome outcome) ->
                new ExportCompleted(
                        head,
                        export.id(),
                        export.version(),
                        export.spec(),
                        outcome.artifact(),
                        outcome.sourceBytes(),
                        outcome.bytes(),
                        outcome.parity());
            case Refused(ExportOutcome outcome) ->
                new ExportRefused(
                        head,
                        export.id(),
                        export.version(),
                        export.spec(),
                        outcome.exceeded(),
                        outcome.parity(),
                        outcome.artifact());
            case Failed(Failure failure) ->
                new ExportFailed(head, export.id(), export.version(), export.spec(), failure);
            case Cancelled cancelled -> new ExportCancelled(head, export.id(), export.version(), export.spec());
            case Deleted deleted -> new ExportDeleted(head, export.id(), export.version(), export.spec());
            case Queued queued -> throw new IllegalStateException(export.id() + " has not settled");
            case Running running -> throw new IllegalStateException(export.id() + " has not settled");
        };
    }

    private Export change(Export export, ExportState next) {
        Export changed = export.in(next, Instant.now());
        exports.save(changed);
        LOG.info(
                "{} ({} of {}): {}",
                export.id(),
                export.spec().kind(),
                export.version().reference(),
                next.getClass().getSimpleName());
        return changed;
    }

    private static TrainyardException unknown(ExportId id) {
        return new TrainyardException(ErrorCode.NOT_FOUND, "no export " + id + ": GET /exports lists them");
    }
}
