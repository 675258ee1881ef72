package dev.trainyard.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A stream of random numbers on the CPU whose state can be saved and restored.
 *
 * <p>Memory: lives until closed, outside every scope. Not thread-safe.
 */
public final class Rng implements AutoCloseable {
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

    /** The stream that operations without an explicit one draw from, such as dropout. One per process. */
    public static Rng global() {
        NativeLibraries.load();
        return Global.RNG;
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

    private static final class Global {
        static final Rng RNG = new Rng(torch.getDefaultCPUGenerator());
    }
}
