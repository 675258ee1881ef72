package dev.trainyard.tensor;

import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;

/**
 * Something to do when gradients pass a tensor, see {@link Tensor#beforeBackward}. What it does is not recorded.
 *
 * <p>Memory: must stay open and reachable while tensors carry it; to be closed.
 */
public final class GradientHook implements AutoCloseable {
    private final Callback callback;

    /** A hook that runs this action. */
    public GradientHook(Runnable action) {
        NativeLibraries.load();
        this.callback = new Callback(action);
        // Ours, beside that of a scope that may be open.
        callback.retainReference();
    }

    VoidTensorHook callback() {
        return callback;
    }

    @Override
    public void close() {
        callback.close();
    }

    private static final class Callback extends VoidTensorHook {
        private final Runnable action;

        Callback(Runnable action) {
            this.action = action;
        }

        @Override
        public void call(TensorBase gradient) {
            // Ours to close: the scope of the step would keep every gradient until its end.
            try (gradient;
                    NoGrad guard = NoGrad.open()) {
                action.run();
            }
        }
    }
}
