package dev.trainyard.trainer.app;

import dev.trainyard.trainer.child.GraphicsProcessors;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.domain.Offer;
import dev.trainyard.trainer.domain.OfferStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this worker has for a job, told to the others now and then. */
@ApplicationScoped
public class Offers {
    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** A worker tells at least with each renewal of a request, which is a third of the queue's lock. */
    private static final Duration ALIVE = Duration.ofSeconds(60);

    private final OfferStore store;
    private final GraphicsProcessors gpus;
    private final WorkerConfig.Worker config;
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - INTERVAL.toNanos());

    Offers(OfferStore store, GraphicsProcessors gpus, WorkerConfig config) {
        this.store = store;
        this.gpus = gpus;
        this.config = config.worker();
    }

    /** This worker's. */
    Offer own() {
        int ranks = config.maxRanks().orElseGet(Runtime.getRuntime()::availableProcessors);
        return new Offer(config.id(), ranks, gpus.forAJob());
    }

    /** Those of all workers that are alive. */
    List<Offer> all() {
        return store.within(ALIVE);
    }

    /** Tells the others that this worker is alive, unless it was told a moment ago; to be called often. */
    public void tell() {
        long now = System.nanoTime();
        long before = toldAt.get();
        if (now - before < INTERVAL.toNanos() || !toldAt.compareAndSet(before, now)) {
            return;
        }
        try {
            store.renew(own());
        } catch (RuntimeException e) {
            LOG.debug("the offer of this worker could not be told", e);
        }
    }
}
