package dev.trainyard.export.gguf;

import dev.trainyard.export.gguf.block.BlockCodec;
import dev.trainyard.export.gguf.block.EightBits;
import dev.trainyard.export.gguf.block.FiveBits;
import dev.trainyard.export.gguf.block.FourBits;
import dev.trainyard.export.gguf.block.PlainCodec;
import dev.trainyard.export.gguf.block.ScaledAndShifted;
import dev.trainyard.export.gguf.block.SixBits;
import dev.trainyard.modelfiles.gguf.GgmlType;
import java.util.Arrays;
import java.util.Optional;

/** Element types of GGUF tensors that are written and read. Source: ggml, ggml.h, ggml_type. */
public enum TensorType {
    F32(0, PlainCodec.F32),
    F16(1, PlainCodec.F16),
    Q4_0(2, new FourBits()),
    Q5_0(6, FiveBits.Q5_0),
    Q5_1(7, FiveBits.Q5_1),
    Q8_0(8, new EightBits()),
    Q4_K(12, ScaledAndShifted.Q4_K),
    Q5_K(13, ScaledAndShifted.Q5_K),
    Q6_K(14, new SixBits()),
    BF16(30, PlainCodec.BF16);

    private final int id;
    private final BlockCodec codec;

    TensorType(int id, BlockCodec codec) {
        this.id = id;
        this.codec = codec;
    }

    /** The type of the same name, if we have it. */
    static Optional<TensorType> of(GgmlType known) {
        return Arrays.stream(values()).filter(type -> type.id == known.id()).findFirst();
    }

    /** Its number in files. */
    public int id() {
        return id;
    }

    /** Packs and unpacks its blocks. */
    public BlockCodec codec() {
        return codec;
    }

    /** Whether rows of so many numbers are whole blocks. */
    public boolean fits(long columns) {
        return columns % codec.numbers() == 0;
    }

    /**
     * The bytes of so many numbers in whole rows.
     *
     * @throws ArithmeticException if it overflows
     */
    public long bytes(long numbers) {
        return Math.multiplyExact(numbers / codec.numbers(), (long) codec.bytes());
    }
}
