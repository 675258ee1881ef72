package dev.trainyard.tensor;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.time.Duration;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch_cuda;
import org.bytedeco.pytorch.global.torch_gloo;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * Operations that all processes of a run do together: NCCL between GPUs, Gloo between CPUs, one code path otherwise.
 * Every process calls the same operations in the same order.
 *
 * <p>Numerics: the ring adds in a fixed order, so every process gets the same bits, in every run. Memory: lives until
 * closed, outside every scope. For one thread.
 *
 * <p>Errors: {@link FailureCode#WORKER_LOST} where a peer ended or does not answer.
 */
public final class Collectives implements AutoCloseable {
    /** Sums in flight at once; each occupies a thread. */
    private static final int GLOO_THREADS = 2;

    private final Backend backend;

    private Collectives(Backend backend) {
        this.backend = backend;
    }

    /**
     * Connects this process with its peers. To be called once all of them are known to run: a peer that never comes
     * costs the whole timeout.
     *
     * @param store where they exchange their addresses, a connection of its own: it is freed with this object
     * @param device where the tensors live; it decides the backend
     * @param interfaceName network interface of this machine, or empty for the one its host name stands for
     * @param timeout of connecting and of each operation
     */
    public static Collectives connect(
            KeyValueStore store, int rank, int size, Device device, String interfaceName, Duration timeout) {
        try {
            Backend backend = device.type().equals("cuda")
                    ? nccl(store, rank, size, device, timeout)
                    : gloo(store, rank, size, interfaceName, timeout);
            backend.retainReference();
            return new Collectives(backend);
        } catch (RuntimeException e) {
            throw lost("rank " + rank + " cannot connect with its " + (size - 1) + " peers", e);
        }
    }

    private static Backend gloo(KeyValueStore store, int rank, int size, String interfaceName, Duration timeout) {
        NativeLibraries.loadWith(torch_gloo.class);
        try (var limit = new Milliseconds(timeout.toMillis());
                var devices = new GlooDeviceVector(glooDevice(interfaceName))) {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(limit);
            options.devices(devices);
            options.threads(GLOO_THREADS);
            return new ProcessGroupGloo(store.given("gloo"), rank, size, options);
        }
    }

    private static org.bytedeco.pytorch.gloo.Device glooDevice(String interfaceName) {
        if (interfaceName.isEmpty()) {
            return ProcessGroupGloo.createDefaultDevice();
        }
        return ProcessGroupGloo.createDeviceForInterface(interfaceName);
    }

    /** Touched only where the natives for GPUs are on the class path. */
    private static Backend nccl(KeyValueStore store, int rank, int size, Device device, Duration timeout) {
        NativeLibraries.loadWith(torch_cuda.class);
        NativeLibraries.loadWith(torch_nccl.class);
        torch_cuda.set_device((byte) device.index());
        try (var limit = new Milliseconds(timeout.toMillis())) {
            ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
            options.timeout(limit);
            return new ProcessGroupNCCL(store.given("nccl"), rank, size, options);
        }
    }

    /**
     * Begins to add up the tensors of all processes, in place. The tensor may be read and written again only after
     * {@link Pending#await}.
     */
    public Pending sum(Tensor tensor) {
        try (var tensors = new TensorVector(tensor.native_())) {
            return new PendingWork(backend.allreduce(tensors));
        } catch (RuntimeException e) {
            throw lost("gradients cannot be summed", e);
        }
    }

    /** Gives every process the tensor of rank 0, in place. */
    public void broadcast(Tensor tensor) {
        try (var tensors = new TensorVector(tensor.native_())) {
            new PendingWork(backend.broadcast(tensors)).await();
        } catch (RuntimeException e) {
            throw lost("a tensor cannot be broadcast", e);
        }
    }

    static TrainingFailure lost(String what, RuntimeException e) {
        if (e instanceof TrainingFailure failure) {
            return failure;
        }
        return new TrainingFailure(
                FailureCode.WORKER_LOST,
                what + ": another process of the run ended or does not answer, its own log tells why; "
                        + NativeErrors.firstLine(e),
                e);
    }

    @Override
    public void close() {
        backend.close();
    }
}
