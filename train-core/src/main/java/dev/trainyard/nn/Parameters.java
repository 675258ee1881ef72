package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Named weights in the order the model asked for them; names are Hugging Face keys.
 *
 * <p>Memory: owns the tensors; closing frees them.
 */
public final class Parameters implements AutoCloseable {
    private final Map<String, Tensor> byName = new LinkedHashMap<>();

    /**
     * Takes a tensor over under a new name.
     *
     * @throws IllegalStateException if the name is taken
     */
    public Tensor add(String name, Tensor tensor) {
        if (byName.putIfAbsent(name, tensor.keep()) != null) {
            throw new IllegalStateException("the model asked for " + name + " twice");
        }
        return tensor;
    }

    /** The tensor of this name. */
    public Optional<Tensor> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All by name, in order; a view. */
    public Map<String, Tensor> all() {
        return Collections.unmodifiableMap(byName);
    }

    /** Those whose gradient is wanted, in order. */
    public Map<String, Tensor> trainable() {
        var trainable = new LinkedHashMap<String, Tensor>();
        byName.forEach((name, tensor) -> {
            if (tensor.requiresGrad()) {
                trainable.put(name, tensor);
            }
        });
        return trainable;
    }

    /** Wants, or stops wanting, the gradient of every parameter. */
    public Parameters requireGrad(boolean wanted) {
        byName.values().forEach(tensor -> tensor.requireGrad(wanted));
        return this;
    }

    /** The number of single weights. */
    public long count() {
        return byName.values().stream().mapToLong(Tensor::count).sum();
    }

    /** Forgets every gradient. */
    public void clearGrads() {
        byName.values().forEach(Tensor::clearGrad);
    }

    @Override
    public void close() {
        byName.values().forEach(Tensor::close);
    }
}
