package dev.trainyard.quantization;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Quantises weights to NF4. Source: Dettmers et al. 2023; bitsandbytes, backends/default/ops.py. */
public final class Nf4 {
    private static final double LEAST_SCALE = 1e-38;
    private static final int HIGH_NIBBLE = 16;

    private Nf4() {}

    /** Codes, and the scale of each block. */
    private record Blocks(Tensor codes, Tensor scales) {}

    /**
     * A weight (out, in) of any floating type in four bits.
     *
     * <p>Memory: the result's tensors belong to the caller, who keeps or closes them.
     */
    public static Nf4Weight quantize(Tensor weight, boolean doubleQuant) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Blocks blocks = blocks(weight, Nf4Config.BLOCK_SIZE, Codes.nf4());
            Optional<Nf4Weight.Nested> nested = Optional.empty();
            Tensor scales = blocks.scales;
            if (doubleQuant) {
                Tensor offset = scales.mean();
                Blocks outer = blocks(scales.sub(offset), Nf4Config.NESTED_BLOCK_SIZE, Codes.dynamic());
                scales = outer.codes;
                nested = Optional.of(new Nf4Weight.Nested(
                        scope.leave(outer.scales),
                        scope.leave(Tensor.of(Codes.dynamic())),
                        (float) offset.item(),
                        Nf4Config.NESTED_BLOCK_SIZE));
            }
            return new Nf4Weight(
                    scope.leave(packed(blocks.codes)),
                    scope.leave(scales),
                    nested,
                    Math.toIntExact(weight.size(0)),
                    Math.toIntExact(weight.size(1)),
                    Nf4Config.BLOCK_SIZE,
                    weight.dtype().name().toLowerCase(Locale.ROOT));
        }
    }

    private static Blocks blocks(Tensor values, int blockSize, float[] codes) {
        Tensor flat = values.reshape(-1).to(DType.FLOAT32);
        long whole = flat.count() / blockSize * blockSize;
        Tensor scaled = Tensor.zeros(flat.count());
        Tensor scales = Tensor.zeros(Math.ceilDiv(flat.count(), (long) blockSize));
        if (whole > 0) {
            Tensor blocks = flat.narrow(0, 0, whole).view(-1, blockSize);
            Tensor largest = blocks.abs().max(1);
            scales.narrow(0, 0, largest.count()).copy_(largest);
            Tensor inverse = Tensor.ones(1).div(largest.clamp_(LEAST_SCALE, Float.MAX_VALUE));
            scaled.narrow(0, 0, whole).view(-1, blockSize).copy_(blocks.mul(inverse.view(-1, 1)));
        }
        if (whole < flat.count()) {
            Tensor rest = flat.narrow(0, whole, flat.count() - whole);
            Tensor largest = rest.abs().max().view(1).clamp_(LEAST_SCALE, Float.MAX_VALUE);
            scales.narrow(0, scales.count() - 1, 1).copy_(largest);
            scaled.narrow(0, whole, rest.count()).copy_(rest.div(largest));
        }
        Tensor bounds = Tensor.of(Codes.midpoints(codes));
        return new Blocks(Functions.bucketize(scaled.clamp_(-1, 1), bounds).to(DType.UINT8), scales);
    }

    /** An odd last value gets a partner that bitsandbytes gives it too: the code of zero. */
    private static Tensor packed(Tensor codes) {
        long pairs = Math.ceilDiv(codes.count(), 2L);
        Tensor even = Tensor.zeros(DType.UINT8, pairs * 2).fill_(zeroCode());
        even.narrow(0, 0, codes.count()).copy_(codes);
        Tensor halves = even.view(-1, 2);
        return halves.select(1, 0)
                .mul(HIGH_NIBBLE)
                .add(halves.select(1, 1))
                .to(DType.UINT8)
                .view(-1, 1);
    }

    private static int zeroCode() {
        return Arrays.binarySearch(Codes.nf4(), 0f);
    }
}
