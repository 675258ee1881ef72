package dev.trainyard.tensor;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A stream of random numbers of a device whose state can be saved and restored.
 *
 * <p>Memory: lives until closed, outside every scope. Not thread-safe.
 */
public final class Rng implements AutoCloseable {
    private static final ConcurrentHashMap<Device, Rng> GLOBAL = new ConcurrentHashMap<>();

    private final Generator generator;
    private final GeneratorOptional optional;

    private Rng(Generator generator) {
        this.generator = generator;
        this.optional = new GeneratorOptional(generator);
        // Ours, beside that of a scope that may be open.
        generator.retainReference();
        optional.retainReference();
    }

    /** A stream of its own. */
    public static Rng seeded(long seed) {
        NativeLibraries.load();
        return new Rng(torch.createCPUGenerator(seed));
    }

    /**
     * The stream that operations on a device without an explicit one draw from, such as dropout. One per process and
     * device; on {@link Device#META}, where there are no numbers, that of the CPU.
     */
    public static Rng global(Device device) {
        NativeLibraries.load();
        return GLOBAL.computeIfAbsent(device.equals(Device.META) ? Device.CPU : device, Rng::ofDevice);
    }

    private static Rng ofDevice(Device device) {
        try (var wanted = new org.bytedeco.pytorch.Device(device.toString())) {
            return new Rng(torch.globalContext().defaultGenerator(wanted));
        }
    }

    /** Starts the stream anew from a seed. */
    public void seed(long seed) {
        generator.set_current_seed(seed);
    }

    /** Everything that determines the numbers to come. */
    public byte[] state() {
        try (Scope scope = Scope.open();
                Tensor state = new Tensor(generator.get_state())) {
            var bytes = new byte[Math.toIntExact(state.count())];
            state.memory().getFirst().get(bytes);
            return bytes;
        }
    }

    /**
     * Continues where {@link #state} was taken.
     *
     * @throws IllegalArgumentException if these bytes are not such a state
     */
    public void restore(byte[] state) {
        int expected = state().length;
        if (state.length != expected) {
            throw new IllegalArgumentException("a random state has " + expected + " bytes, these are " + state.length);
        }
        try (Scope scope = Scope.open();
                Tensor tensor = Tensor.empty(DType.UINT8, state.length)) {
            tensor.memory().getFirst().put(Arrays.copyOf(state, state.length));
            generator.set_state(tensor.native_());
        }
    }

    GeneratorOptional optional() {
        return optional;
    }

    @Override
    public void close() {
        optional.close();
        generator.close();
    }
}
