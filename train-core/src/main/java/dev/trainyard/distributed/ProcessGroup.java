package dev.trainyard.distributed;

import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Pending;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;

/**
 * The processes that train one model together, called ranks. All of them call the same methods in the same order; each
 * gets the same results, bit for bit.
 *
 * <p>Thread-safety: for one thread. Errors: every method throws a {@link TrainingFailure} where another rank ended or
 * does not answer: with the reason it told, or WORKER_LOST.
 */
public interface ProcessGroup extends AutoCloseable {
    /** One process alone. */
    ProcessGroup SINGLE = new SingleProcess();

    /**
     * Joins the other ranks, waiting for those that are not there yet.
     *
     * @param device where the tensors to add up live; it decides the backend
     * @param onLost told, on a thread of its own, that another rank ended while this one may be waiting for it in
     *     native code; is to end the process
     */
    static ProcessGroup join(Rendezvous rendezvous, Device device, Consumer<TrainingFailure> onLost) {
        return ConnectedRanks.join(rendezvous, device, Liveness.DEFAULT, onLost);
    }

    /** Number of this process, from 0. */
    int rank();

    /** Number of processes. */
    int size();

    /** Whether this rank is the one that writes and tells. */
    default boolean isFirst() {
        return rank() == 0;
    }

    /** Begins to add up the tensors of all ranks, in place; the tensor is untouched meanwhile. */
    Pending sum(Tensor tensor);

    /** Gives all ranks the tensor of rank 0, in place. */
    void broadcast(Tensor tensor);

    /**
     * The texts of all ranks, by rank. Waits for all of them, however long they take, as long as they live.
     *
     * @param purpose the same on all ranks; for messages
     */
    List<String> gather(String purpose, String text);

    /** Waits until all ranks are here, however long they take, as long as they live. */
    default void barrier(String purpose) {
        gather(purpose, "");
    }

    /** The sum over all ranks; their order is fixed. */
    double[] sum(double... values);

    /** Tells the other ranks why this one ends, so that they end for the same reason and at once. */
    void fail(TrainingFailure reason);

    /** Leaves in good order: rank 0 after all others. */
    @Override
    void close();
}
