package dev.trainyard.export.llamacpp;

import dev.trainyard.export.gguf.TensorType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How many bits a GGUF file spends on the weights of matrices. Source: llama.cpp, llama-quant.cpp. */
public enum Precision {
    F32(TensorType.F32, 0),
    F16(TensorType.F16, 1),
    BF16(TensorType.BF16, 32),
    Q8_0(TensorType.Q8_0, 7),
    Q4_0(TensorType.Q4_0, 2),
    /** Four bits in groups of 32, more for what matters more. */
    Q4_K_M(TensorType.Q4_K, 15);

    private final TensorType usual;
    private final int fileType;

    Precision(TensorType usual, int fileType) {
        this.usual = usual;
        this.fileType = fileType;
    }

    /** The precision of a name in any case, such as {@code q4_k_m}. */
    public static Optional<Precision> named(String name) {
        return Arrays.stream(values())
                .filter(precision -> precision.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** Its number under {@code general.file_type}. */
    int fileType() {
        return fileType;
    }

    /** Whether blocks of numbers share a scale. */
    public boolean isQuantized() {
        return usual.codec().numbers() > 1;
    }

    /**
     * The type of one tensor.
     *
     * @param shape rows first
     * @param layers of the model
     * @param tied whether the embedding is the head as well
     */
    TensorType typeOf(String name, long[] shape, int layers, boolean tied) {
        if (shape.length == 1 || name.endsWith("_norm.weight") || name.equals("position_embd.weight")) {
            return TensorType.F32;
        }
        long columns = shape[shape.length - 1];
        if (!isQuantized()) {
            return usual;
        }
        boolean head = name.equals("output.weight") || (tied && name.equals("token_embd.weight"));
        return fitting(head ? ofHead(columns) : ofLayer(name, layers), columns);
    }

    private TensorType ofHead(long columns) {
        if (!TensorType.Q6_K.fits(columns)) {
            return TensorType.Q8_0;
        }
        return this == Q8_0 ? TensorType.Q8_0 : TensorType.Q6_K;
    }

    private TensorType ofLayer(String name, int layers) {
        if (this != Q4_K_M) {
            return usual;
        }
        boolean precious = name.endsWith(".attn_v.weight")
                || name.endsWith(".attn_qkv.weight")
                || name.endsWith(".ffn_down.weight");
        return precious && isPrecious(layer(name), layers) ? TensorType.Q6_K : usual;
    }

    /** The first and the last eighth of the layers, and every third between. */
    private static boolean isPrecious(int layer, int layers) {
        return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
    }

    private static int layer(String name) {
        return Integer.parseInt(name.split("\\.", 3)[1]);
    }

    /** Rows that are no whole blocks go to a type of smaller ones. */
    private static TensorType fitting(TensorType type, long columns) {
        if (type.fits(columns)) {
            return type;
        }
        TensorType smaller = switch (type) {
            case Q4_K -> TensorType.Q5_0;
            case Q5_K -> TensorType.Q5_1;
            case Q6_K -> TensorType.Q8_0;
            default -> TensorType.F16;
        };
        return smaller.fits(columns) ? smaller : TensorType.F16;
    }
}
