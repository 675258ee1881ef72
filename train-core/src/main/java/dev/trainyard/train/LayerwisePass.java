package dev.trainyard.train;

import dev.trainyard.model.ForwardPass;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A forward pass whose way back is taken part by part, from the last block to the first, so that a block's gradients
 * are final while those before it are still to come.
 *
 * <p>Each part's graph starts at a leaf that holds the part's input. With recomputation only these inputs are kept, and
 * a part's graph is built when the way back reaches it, from the same random numbers; but for the last blocks, see {@link
 * #recomputed}. Source: Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost".
 *
 * <p>Memory: lives in the scope it was made in.
 */
final class LayerwisePass {
    private static final int MOST_KEPT_BLOCKS = 2;
    private static final int BLOCKS_FOR_ONE_KEPT = 4;

    private final ForwardPass pass;
    private final boolean recompute;
    private final Tensor embedded_NC;
    private final List<Part> parts = new ArrayList<>();
    private final Tensor hidden_NC;

    /** @param recompute whether to keep no more than the input of each block but the last ones */
    LayerwisePass(ForwardPass pass, boolean recompute) {
        this.pass = pass;
        this.recompute = recompute;
        this.embedded_NC = pass.embed();
        Tensor h_NC = embedded_NC;
        for (int i = 0; i < pass.blocks(); i++) {
            int block = i;
            h_NC = add(h_NC, leaf_NC -> pass.block(block, leaf_NC), recompute && i < recomputed(pass.blocks()));
        }
        this.hidden_NC = add(h_NC, pass::finish, false);
    }

    /**
     * How many blocks are computed again, from the first on. The last one is not, whose graph would be built at once while
     * no other exists; in a model of eight or more, the one before it neither: for one graph's memory more.
     */
    static int recomputed(int blocks) {
        return blocks - Math.clamp(blocks / BLOCKS_FOR_ONE_KEPT, 1, MOST_KEPT_BLOCKS);
    }

    /** Told when the way back has left a block. */
    interface BlockListener {
        /** Does nothing. */
        BlockListener NONE = block -> {};

        /** The gradients of this block and all after it are complete for this pass. */
        void passed(int block);
    }

    private interface Computation {
        Tensor of(Tensor leaf_NC);
    }

    /** The hidden states (N, C), without gradient. */
    Tensor hidden() {
        return hidden_NC.detach();
    }

    /**
     * Adds to the gradients of the parameters, once.
     *
     * @param gradient_NC of the loss by {@link #hidden}
     */
    void backward(Tensor gradient_NC, BlockListener listener) {
        byte[] random = recompute ? random().state() : new byte[0];
        Optional<Tensor> gradient = Optional.of(gradient_NC);
        for (int i = parts.size() - 1; i >= 0 && gradient.isPresent(); i--) {
            gradient = parts.get(i).backward(gradient.get());
            if (i < pass.blocks()) {
                listener.passed(i);
            }
        }
        if (recompute) {
            random().restore(random);
        }
        gradient.filter(g -> embedded_NC.requiresGrad()).ifPresent(embedded_NC::backward);
    }

    private Rng random() {
        return Rng.global(embedded_NC.device());
    }

    private Tensor add(Tensor input_NC, Computation computation, boolean again) {
        // Nothing is learnt before the first block if the embedding is not.
        boolean wanted = parts.isEmpty() ? embedded_NC.requiresGrad() : true;
        Part part = again
                ? new Recomputed(input_NC.detach(), wanted, computation)
                : new Kept(input_NC.detach().requireGrad(wanted), computation);
        parts.add(part);
        return part.output();
    }

    private static Tensor scoped(Supplier<Tensor> computation) {
        // What the graph needs outlives the scope; everything else is freed with it.
        try (Scope scope = Scope.open()) {
            return scope.leave(computation.get());
        }
    }

    /** From a leaf to a result; what goes back through it comes out as the gradient of the leaf. */
    private interface Part {
        Tensor output();

        /** The gradient by the part's input; empty where nothing before it is learnt. */
        Optional<Tensor> backward(Tensor gradient_NC);
    }

    private static Optional<Tensor> through(Tensor output_NC, Tensor gradient_NC, Tensor leaf_NC) {
        if (!output_NC.requiresGrad()) {
            return Optional.empty();
        }
        output_NC.backward(gradient_NC);
        output_NC.close();
        return leaf_NC.grad();
    }

    private static final class Kept implements Part {
        private final Tensor leaf_NC;
        private final Tensor output_NC;

        Kept(Tensor leaf_NC, Computation computation) {
            this.leaf_NC = leaf_NC;
            this.output_NC = scoped(() -> computation.of(leaf_NC));
        }

        @Override
        public Tensor output() {
            return output_NC;
        }

        @Override
        public Optional<Tensor> backward(Tensor gradient_NC) {
            return through(output_NC, gradient_NC, leaf_NC);
        }
    }

    private static final class Recomputed implements Part {
        private final Tensor leaf_NC;
        private final boolean wanted;
        private final Computation computation;
        private final byte[] random;
        private final Tensor output_NC;

        Recomputed(Tensor leaf_NC, boolean wanted, Computation computation) {
            this.leaf_NC = leaf_NC;
            this.random = Rng.global(leaf_NC.device()).state();
            this.wanted = wanted;
            this.computation = computation;
            try (NoGrad guard = NoGrad.open()) {
                this.output_NC = scoped(() -> computation.of(leaf_NC));
            }
        }

        @Override
        public Tensor output() {
            return output_NC;
        }

        @Override
        public Optional<Tensor> backward(Tensor gradient_NC) {
            Rng.global(leaf_NC.device()).restore(random);
            leaf_NC.requireGrad(wanted);
            return through(scoped(() -> computation.of(leaf_NC)), gradient_NC, leaf_NC);
        }
    }
}
