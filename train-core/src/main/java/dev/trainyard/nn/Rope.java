package dev.trainyard.nn;

import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rows;
import dev.trainyard.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rotary position embedding: turns pairs of features by an angle that grows with the position, pairing feature i with
 * feature i + D/2. Source: Su et al. 2021, in the layout of the Hugging Face checkpoints.
 *
 * <p>Memory: holds tables for the positions used so far; closing frees them. Thread-safe, but for closing.
 */
public final class Rope implements AutoCloseable {
    private static final int FIRST_POSITIONS = 256;

    private final RopeConfig config;
    private final Device device;
    private Tensor cos_P1D;
    private Tensor sin_P1D;
    private @Nullable Tables tables;

    /** Angles for any number of positions; tables grow as needed. */
    public Rope(RopeConfig config, Device device) {
        this.config = config;
        this.device = device;
        this.cos_P1D = table(FIRST_POSITIONS, false);
        this.sin_P1D = table(FIRST_POSITIONS, true);
    }

    /** The rotation of the tokens of these sequences, each of which starts at position first. */
    public synchronized Rotation of(Sequences sequences, int first) {
        reserve(first + sequences.longest());
        return new Rotation(rows(cos_P1D, sequences, first), rows(sin_P1D, sequences, first), config.headDim() / 2);
    }

    /**
     * The tables themselves, for kernels; on the CPU, and valid until more positions are asked for.
     *
     * @param cos_PD a row for each position
     * @param sin_PD negative in the first half of each row
     */
    record Tables(Rows cos_PD, Rows sin_PD) {
        private void close() {
            cos_PD.close();
            sin_PD.close();
        }
    }

    /** The tables of so many positions or more. */
    synchronized Tables tables(int positions) {
        reserve(positions);
        if (tables == null) {
            tables = new Tables(Rows.of(cos_P1D), Rows.of(sin_P1D));
        }
        return tables;
    }

    private void reserve(int needed) {
        if (needed > cos_P1D.size(0)) {
            int positions = Math.max(needed, 2 * (int) cos_P1D.size(0));
            close();
            cos_P1D = table(positions, false);
            sin_P1D = table(positions, true);
        }
    }

    private static Tensor rows(Tensor table_P1D, Sequences sequences, int first) {
        return sequences.count() == 1
                ? table_P1D.narrow(0, first, sequences.tokens())
                : table_P1D.indexSelect(0, Tensor.ofIds(sequences.positions(first), table_P1D.device()));
    }

    private Tensor table(int positions, boolean sine) {
        float[] frequencies = config.inverseFrequencies();
        int half = frequencies.length;
        var values = new float[positions * 2 * half];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < half; i++) {
                float angle = p * frequencies[i];
                float value = (float) (sine ? Math.sin(angle) : Math.cos(angle));
                // The sine is negative in the first half, so that turning is x·cos + swapped(x)·sin.
                values[p * 2 * half + i] = sine ? -value : value;
                values[p * 2 * half + half + i] = value;
            }
        }
        try (NoGrad guard = NoGrad.open()) {
            return Tensor.of(values, device, positions, 1, 2L * half).keep();
        }
    }

    @Override
    public synchronized void close() {
        if (tables != null) {
            tables.close();
            tables = null;
        }
        cos_P1D.close();
        sin_P1D.close();
    }

    /** The rotation of the tokens of a pass; lives in the scope it was made in. */
    public record Rotation(Tensor cos_N1D, Tensor sin_N1D, int half) {
        /** From and to (N, H, D). */
        public Tensor apply(Tensor x_NHD) {
            return x_NHD.mul(cos_N1D).addcmul(x_NHD.roll(half, -1), sin_N1D);
        }
    }
}
