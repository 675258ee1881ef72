package dev.trainyard.trainer.cli;

import dev.trainyard.train.StopSignal;
import java.util.concurrent.CountDownLatch;

/** Ctrl-C or SIGTERM: training writes a checkpoint and ends. Thread-safe. */
final class Interruption implements StopSignal {
    private volatile boolean requested;

    private Interruption() {}

    static Interruption install() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::requestAndWait, "interruption"));
        return interruption;
    }

    @Override
    public boolean requested() {
        return requested;
    }

    /** The JVM ends when this returns, so it does not: the training thread ends the JVM once its files are whole. */
    private void requestAndWait() {
        requested = true;
        System.err.println("\nstopping: the checkpoint is being written");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
