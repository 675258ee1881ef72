package dev.trainyard.tensor;

import org.bytedeco.pytorch.Work;

/** An operation of {@link Collectives} under way. Memory: outlives the scope it was begun in, freed by awaiting it. */
final class PendingWork implements Pending {
    private final Work work;

    PendingWork(Work work) {
        this.work = work;
        work.retainReference();
    }

    @Override
    public void await() {
        try {
            work._wait();
        } catch (RuntimeException e) {
            throw Collectives.lost("an exchange between processes failed", e);
        } finally {
            work.close();
        }
    }
}
