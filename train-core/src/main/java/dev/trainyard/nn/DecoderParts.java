package dev.trainyard.nn;

import dev.trainyard.tensor.RowKernels;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a causal decoder consists of: embedded tokens, blocks that add attention and a feed-forward part to them, each
 * after a norm, a last norm and a head. Memory: borrows everything from the model.
 *
 * <p>Shapes: V vocabulary, P positions, C width, F inner width.
 *
 * @param positions_PC learnt positions, where there are any
 * @param rope turns queries and keys, where positions are rotary
 */
public record DecoderParts(
        Tensor embedding_VC,
        Optional<Tensor> positions_PC,
        Optional<Rope> rope,
        List<Block> blocks,
        Norm finalNorm,
        Projection head) {

    /** One block. */
    public record Block(
            Norm attentionNorm, AttentionParts attention, Norm feedForwardNorm, FeedForwardParts feedForward) {}

    /**
     * Attention.
     *
     * @param inputs to queries, keys and values, which lie side by side in this order
     * @param queryNorm of each head's queries, as keyNorm of its keys
     */
    public record AttentionParts(
            List<Projection> inputs,
            Optional<RmsNorm> queryNorm,
            Optional<RmsNorm> keyNorm,
            Projection output,
            RowKernels.Heads heads) {}

    /**
     * The feed-forward part.
     *
     * @param inputs to F numbers, or to gate and up, of F each
     */
    public record FeedForwardParts(List<Projection> inputs, Inner inner, Projection output) {}

    /** What happens between the maps of a feed-forward part. */
    public enum Inner {
        /** silu(gate) · up. */
        SWIGLU,
        /** GELU by the hyperbolic tangent. */
        GELU_TANH
    }

    /** Every linear map. */
    List<Projection> projections() {
        List<Projection> all = new ArrayList<>(List.of(head));
        for (Block block : blocks) {
            all.addAll(block.attention.inputs);
            all.add(block.attention.output);
            all.addAll(block.feedForward.inputs);
            all.add(block.feedForward.output);
        }
        return all;
    }
}
