package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.id.JobId;
import java.util.function.Consumer;

/** Tells that a job has new events. It may tell too often or miss one: listeners look for themselves now and then. */
public interface JobSignals {
    /** Calls {@code listener} on a thread that must not be held. Closing ends it. */
    Subscription subscribe(Consumer<JobId> listener);

    /** A running subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
