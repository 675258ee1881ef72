package dev.trainyard.quantization;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;

/**
 * A weight in four bits a value: codes of NF4, row by row, each block of values with one scale, its largest magnitude.
 *
 * <p>Memory: borrows its tensors.
 *
 * @param packed uint8 (⌈values/2⌉, 1); of two values the first is in the high half
 * @param scales one for each block: float32, or uint8 codes where they are nested
 * @param rows outputs of the map
 * @param columns its inputs
 * @param blockSize values of a block
 * @param sourceType the type the weight had, by torch's name, such as {@code bfloat16}
 */
public record Nf4Weight(
        Tensor packed,
        Tensor scales,
        Optional<Nested> nested,
        int rows,
        int columns,
        int blockSize,
        String sourceType) {

    /**
     * Scales that are quantised themselves: codes · their own scale + offset.
     *
     * @param scales float32, one for each block of scales
     * @param codes float32 (256), what the codes stand for
     */
    public record Nested(Tensor scales, Tensor codes, float offset, int blockSize) {}

    /** The same on a device; kept, so that the caller closes its tensors. */
    public Nf4Weight on(Device device) {
        try (Scope scope = Scope.open()) {
            return new Nf4Weight(
                    packed.to(device).keep(),
                    scales.to(device).keep(),
                    nested.map(outer -> new Nested(
                            outer.scales.to(device).keep(),
                            outer.codes.to(device).keep(),
                            outer.offset,
                            outer.blockSize)),
                    rows,
                    columns,
                    blockSize,
                    sourceType);
        }
    }

    /** The number of values. */
    public long count() {
        return (long) rows * columns;
    }

    /** The number of blocks. */
    public long blocks() {
        return Math.ceilDiv(count(), (long) blockSize);
    }

    /** Room for all values when the last block is filled up. */
    long paddedCount() {
        return blocks() * blockSize;
    }

    /** The scale of each block in float32, in the present scope. */
    Tensor blockScales() {
        return nested.map(this::unnested).orElse(scales);
    }

    private Tensor unnested(Nested nested) {
        long blocks = Math.ceilDiv(scales.count(), (long) nested.blockSize);
        Tensor values = Tensor.zeros(DType.FLOAT32, scales.device(), blocks * nested.blockSize);
        values.narrow(0, 0, scales.count())
                .copy_(nested.codes.indexSelect(0, scales.view(-1).to(DType.INT32)));
        values.view(-1, nested.blockSize).mul_(nested.scales.view(-1, 1));
        return values.narrow(0, 0, scales.count()).add_(nested.offset);
    }
}
