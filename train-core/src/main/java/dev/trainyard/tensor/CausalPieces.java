package dev.trainyard.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Causal attention piece by piece: some neighbouring queries at a time, and only the keys up to the last of them. Libtorch's
 * kernel for processors leaves out keys in blocks of 512 alone, so that it computes twice of what a sequence of up to that
 * length needs; measured in docs/log.md.
 *
 * <p>Shapes: B batch, T tokens, H heads, K key and value heads, D head dim. Precision: as the whole, up to rounding.
 */
final class CausalPieces {
    private static final int MOST_PIECES = 4;
    private static final long SHORTEST = 64;

    /** Beyond this length the kernel itself leaves out as much. */
    private static final long LONGEST_SEQUENCE = 1024;

    private CausalPieces() {}

    /** Whether a sequence of this length is computed faster so. */
    static boolean pay(long tokens) {
        return tokens > SHORTEST && tokens <= LONGEST_SEQUENCE;
    }

    /** From and to (B, H, T, D), with as many keys as queries. */
    static Tensor attention(Tensor q_BHTD, Tensor k_BKTD, Tensor v_BKTD) {
        long tokens = q_BHTD.size(2);
        long length = Math.max(SHORTEST, Math.ceilDiv(tokens, MOST_PIECES));
        List<Tensor> pieces = new ArrayList<>();
        for (long start = 0; start < tokens; start += length) {
            long end = Math.min(tokens, start + length);
            Tensor attended_BHTD = Functions.attention(
                    q_BHTD.narrow(2, start, end - start),
                    k_BKTD.narrow(2, 0, end),
                    v_BKTD.narrow(2, 0, end),
                    seen(start, end));
            pieces.add(attended_BHTD.transpose(1, 2));
        }
        // Side by side as they are in memory, token by token.
        return Tensor.cat(pieces, 1).transpose(1, 2);
    }

    /** Which of the keys up to {@code end} each query from {@code start} on may see. */
    private static Tensor seen(long start, long end) {
        return Tensor.range(0, end).view(1, -1).le(Tensor.range(start, end).view(-1, 1));
    }
}
