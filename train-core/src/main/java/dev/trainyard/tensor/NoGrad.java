package dev.trainyard.tensor;

import org.bytedeco.pytorch.GradMode;

/** While open, operations of this thread record nothing for gradients. Use with try-with-resources. */
public final class NoGrad implements AutoCloseable {
    private final boolean before;

    private NoGrad(boolean before) {
        this.before = before;
    }

    /** Stops recording until closed. */
    public static NoGrad open() {
        NativeLibraries.load();
        var guard = new NoGrad(GradMode.is_enabled());
        GradMode.set_enabled(false);
        return guard;
    }

    /** Whether operations of this thread are recorded at present. */
    public static boolean recording() {
        NativeLibraries.load();
        return GradMode.is_enabled();
    }

    @Override
    public void close() {
        GradMode.set_enabled(before);
    }
}
