package dev.trainyard.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * The owner of every tensor created while it is the innermost scope of its thread: closing it frees them.
 *
 * <p>Leaving is explicit: {@link #leave} hands a tensor to the enclosing scope, {@link Tensor#keep} to an owner that
 * closes it. A tensor used after its scope was closed throws; it never reads freed memory. Tensors created outside
 * every scope belong to their creator. Scopes are confined to the thread that opened them and are closed in reverse
 * order.
 *
 * <pre>{@code
 * try (Scope step = Scope.open()) {
 *     Tensor loss = …;
 *     loss.backward();
 *     return loss.item();
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();

    private final @Nullable Scope enclosing;
    private final PointerScope pointers;
    private boolean closed;

    private Scope(@Nullable Scope enclosing) {
        this.enclosing = enclosing;
        this.pointers = new PointerScope();
    }

    /** Opens a scope inside the innermost one of this thread. */
    public static Scope open() {
        NativeLibraries.load();
        var scope = new Scope(INNERMOST.get());
        INNERMOST.set(scope);
        return scope;
    }

    /** Hands the tensor to the enclosing scope, or to the caller, who then closes it, when there is none. */
    public Tensor leave(Tensor tensor) {
        if (tensor.owner() != this) {
            return tensor;
        }
        Pointer handle = tensor.native_();
        if (enclosing == null) {
            handle.retainReference();
        } else {
            enclosing.pointers.attach(handle);
        }
        tensor.ownedBy(enclosing);
        return tensor;
    }

    /**
     * Frees what this scope owns.
     *
     * @throws IllegalStateException if a scope opened later is still open
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (INNERMOST.get() != this) {
            throw new IllegalStateException("a scope is closed while another opened after it is still open");
        }
        closed = true;
        INNERMOST.set(enclosing);
        pointers.close();
    }

    static @Nullable Scope innermost() {
        return INNERMOST.get();
    }

    boolean isClosed() {
        return closed;
    }
}
