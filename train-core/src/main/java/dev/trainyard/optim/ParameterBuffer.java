package dev.trainyard.optim;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The trained parameters of a model, moved into one stretch of memory, and their gradients in a second one, so that
 * clipping and updating are a few large operations however many parameters there are.
 *
 * <p>Each parameter becomes a view into the buffer; the model notices nothing. Parameters that weight decay applies to
 * come first. Each starts at a multiple of 16 elements, and the gaps hold zeros, which stay zero.
 *
 * <p>Memory: owns both buffers; closing frees them once the parameters are closed too. Not thread-safe.
 */
public final class ParameterBuffer implements AutoCloseable {
    /** Elements of a cache line. */
    private static final long ALIGNMENT = 16;

    private final Map<String, Slice> slices = new LinkedHashMap<>();
    private final Tensor values_N;
    private final Tensor gradients_N;
    private final long decayed;

    /** Where a parameter lies in both buffers, the gap after it included. */
    public record Place(String name, long offset, long count) {}

    private record Slice(Tensor parameter, long[] shape, long offset) {}

    /**
     * Moves parameters into a new buffer.
     *
     * @param parameters by name; float32, on one device, their gradients wanted
     * @param decays whether weight decay applies to the parameter of this name
     */
    public ParameterBuffer(Map<String, Tensor> parameters, Predicate<String> decays) {
        List<String> names = new ArrayList<>(parameters.keySet());
        names.sort((a, b) -> Boolean.compare(decays.test(b), decays.test(a)));
        long end = 0;
        long endOfDecayed = 0;
        for (String name : names) {
            Tensor parameter = parameter(parameters, name);
            slices.put(name, new Slice(parameter, parameter.shape(), end));
            end += aligned(parameter.count(), ALIGNMENT);
            endOfDecayed = decays.test(name) ? end : endOfDecayed;
        }
        this.decayed = endOfDecayed;
        long size = aligned(end, GradientNorm.BLOCK);
        Device device =
                parameters.values().stream().findFirst().map(Tensor::device).orElse(Device.CPU);
        this.values_N = Tensor.zeros(DType.FLOAT32, device, size).keep();
        this.gradients_N = Tensor.zeros(DType.FLOAT32, device, size).keep();
        slices.values().forEach(this::move);
    }

    private static Tensor parameter(Map<String, Tensor> parameters, String name) {
        Tensor parameter = parameters.get(name);
        if (parameter == null || !parameter.requiresGrad()) {
            throw new IllegalArgumentException("parameter " + name + " is not to be trained: want its gradient first");
        }
        return parameter;
    }

    private static long aligned(long count, long alignment) {
        return (count + alignment - 1) / alignment * alignment;
    }

    private void move(Slice slice) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            slice.parameter.moveTo_(view(slice, values_N).copy_(slice.parameter));
            slice.parameter.accumulateGradIn(view(slice, gradients_N));
        }
    }

    /** All values, one after another. */
    public Tensor values_N() {
        return values_N;
    }

    /** All gradients in the same places, accumulated by each backward pass. */
    public Tensor gradients_N() {
        return gradients_N;
    }

    /** Number of leading elements that weight decay applies to. */
    long decayed() {
        return decayed;
    }

    /** Adds to the gradients what an L2 penalty of this weight gives; no gradient may be recorded. */
    void addDecayToGradients(double weight) {
        if (weight > 0) {
            gradients_N.narrow(0, 0, decayed).add_(values_N.narrow(0, 0, decayed), weight);
        }
    }

    /** Sets all gradients to zero. */
    public void clearGradients() {
        try (NoGrad guard = NoGrad.open()) {
            gradients_N.zero_();
        }
    }

    /** Where each parameter lies, from the first to the last; without gaps in between. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        slices.forEach((name, slice) ->
                places.add(new Place(name, slice.offset, aligned(slice.parameter.count(), ALIGNMENT))));
        return List.copyOf(places);
    }

    /** The parts of {@code buffer_N}, laid out as this one, by parameter name; views that belong to the open scope. */
    public Map<String, Tensor> byName(Tensor buffer_N) {
        Map<String, Tensor> views = new LinkedHashMap<>();
        slices.forEach((name, slice) -> views.put(name, view(slice, buffer_N)));
        return Collections.unmodifiableMap(views);
    }

    private static Tensor view(Slice slice, Tensor buffer_N) {
        return buffer_N.narrow(0, slice.offset, slice.parameter.count()).view(slice.shape);
    }

    @Override
    public void close() {
        values_N.close();
        gradients_N.close();
    }
}
