package dev.trainyard.nn;

import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named weights in the order the model asked for them; names are Hugging Face keys.
 *
 * <p>Memory: owns the tensors; closing frees them.
 */
public final class Parameters implements AutoCloseable {
    private final Map<String, Tensor> byName = new LinkedHashMap<>();
    private final Map<String, Compressed> quantized = new LinkedHashMap<>();
    private final List<AutoCloseable> owned = new ArrayList<>();

    /** A weight in few bits, and the names of the tensors that hold it. */
    private record Compressed(Quantized weight, List<String> parts) {}

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

    /**
     * Takes over a weight that is stored in few bits.
     *
     * @param name of the weight where it is not quantised
     * @param parts the tensors that hold it, by their names in a checkpoint; added already
     */
    public void addQuantized(String name, Quantized weight, List<String> parts) {
        quantized.put(name, new Compressed(weight, List.copyOf(parts)));
    }

    /** Closes something with these parameters, which need it. */
    public void own(AutoCloseable resource) {
        owned.add(resource);
    }

    /** Whether some weights are stored in few bits, and nothing was added to any. */
    public boolean isQuantized() {
        return !quantized.isEmpty()
                && quantized.values().stream().noneMatch(compressed -> compressed.weight.isChanged());
    }

    /**
     * All by name as a file is to hold them. Those in few bits are what they are, unless something was added to one of
     * them: then all are of float32, each turned back when it is asked for.
     */
    public Map<String, LazyWeight> stored() {
        Map<String, LazyWeight> stored = new LinkedHashMap<>();
        byName.forEach((name, tensor) -> stored.put(name, LazyWeight.of(tensor)));
        if (!isQuantized()) {
            quantized.forEach((name, compressed) -> {
                stored.keySet().removeAll(compressed.parts);
                stored.put(name, compressed.weight.whole());
            });
        }
        return Collections.unmodifiableMap(stored);
    }

    /** Holds every weight in float32 from now on, one after another. Memory: that of the whole model. */
    public void dequantize() {
        quantized.forEach((name, compressed) -> {
            Tensor dense = compressed.weight.dequantize();
            compressed.parts.forEach(part -> find(part).ifPresent(Tensor::close));
            byName.keySet().removeAll(compressed.parts);
            byName.put(name, dense);
            owned.add(compressed.weight);
        });
        quantized.clear();
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

    /** Where they all are; the processor's memory while there are none. */
    public Device device() {
        return byName.values().stream().findFirst().map(Tensor::device).orElse(Device.CPU);
    }

    /** The number of single weights. */
    public long count() {
        return byName.values().stream().mapToLong(Tensor::count).sum();
    }

    /** Forgets every gradient. */
    public void clearGrads() {
        byName.values().forEach(Tensor::clearGrad);
    }

    /** May be repeated; the model is of no use any more. */
    @Override
    public void close() {
        byName.values().forEach(Tensor::close);
        byName.clear();
        quantized.values().forEach(compressed -> compressed.weight.close());
        quantized.clear();
        owned.forEach(Parameters::close);
        owned.clear();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
