package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.Example;
import dev.trainyard.optim.GradientNorm;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.tensor.NativeLibraries;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another objective on the two halves of a batch at once, each with half of the threads: threads that share single
 * operations wait for each other hundreds of times in a step, halves wait once.
 *
 * <p>Precision: the gradients of both halves are added to memory that holds zeros, in whichever order they come; a sum
 * of two is the same either way, so results repeat bit by bit. Thread-safety: for one thread, which waits for both.
 */
final class HalvedObjective implements Objective, AutoCloseable {
    /** Such as {@code model.layers.3.mlp}. */
    private static final Pattern BLOCK = Pattern.compile("\\.\\d+\\.");

    private final Objective whole;
    private final ParameterBuffer parameters;
    private final ExecutorService halves;

    /**
     * Halves what another objective is given.
     *
     * @param whole whose backward pass may run on two threads at once and draws no random numbers
     * @param parameters whose gradients it adds to
     * @param threads of both halves together, at least 2
     */
    HalvedObjective(Objective whole, ParameterBuffer parameters, int threads) {
        this.whole = whole;
        this.parameters = parameters;
        this.halves = Executors.newFixedThreadPool(
                2,
                task -> Thread.ofPlatform().daemon().name("half-batch").unstarted(() -> {
                    NativeLibraries.useThreads(threads / 2);
                    task.run();
                }));
    }

    /**
     * Whether halves repeat bit by bit with these parameters: each pass must add to a gradient once. Blocks are passed
     * once, but an embedding may be the head too, and a head takes its positions in parts.
     */
    static boolean fits(ParameterBuffer parameters) {
        return parameters.places().stream()
                .allMatch(place -> BLOCK.matcher(place.name()).find());
    }

    /** As the whole, but for the listener, which hears nothing of halves. A batch of one row stays whole. */
    @Override
    public double backward(Batch batch, double scale, LayerwisePass.BlockListener listener) {
        if (batch.size() == 1) {
            return whole.backward(batch, scale, listener);
        }
        if (GradientNorm.of(parameters) == 0) {
            return both(batch, scale);
        }
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            // Of three summands the order shows: what earlier batches left waits until both halves are in.
            Tensor before_N = parameters.gradients_N().copy();
            parameters.clearGradients();
            double sum = both(batch, scale);
            parameters.gradients_N().add_(before_N);
            return sum;
        }
    }

    private double both(Batch batch, double scale) {
        List<Callable<Double>> work = new ArrayList<>();
        for (Batch half : halves(batch)) {
            work.add(() -> whole.backward(half, scale, LayerwisePass.BlockListener.NONE));
        }
        try {
            double sum = 0;
            // Comes back when both have ended, well or not.
            for (Future<Double> half : halves.invokeAll(work)) {
                sum += half.get();
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a training step", e);
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }

    /** Longest rows first, each to the half that has fewer tokens. */
    static List<Batch> halves(Batch batch) {
        List<Example> first = new ArrayList<>();
        List<Example> second = new ArrayList<>();
        long ahead = 0;
        for (Example row : batch.rows().stream()
                .sorted(Comparator.comparingInt(Example::length).reversed())
                .toList()) {
            (ahead <= 0 ? first : second).add(row);
            ahead += ahead <= 0 ? row.length() : -row.length();
        }
        return List.of(new Batch(first), new Batch(second));
    }

    /** What the halves are given to. */
    Objective whole() {
        return whole;
    }

    @Override
    public Score score(Batch batch) {
        return whole.score(batch);
    }

    @Override
    public void close() {
        halves.shutdown();
    }
}
