package dev.trainyard.export.gguf.block;

import java.nio.ByteBuffer;

/** Single numbers, each on its own. */
public enum PlainCodec implements BlockCodec {
    F32(Float.BYTES) {
        @Override
        public void encode(float[] values, int from, ByteBuffer out) {
            out.putFloat(values[from]);
        }

        @Override
        public void decode(ByteBuffer in, float[] values, int to) {
            values[to] = in.getFloat();
        }
    },
    F16(Short.BYTES) {
        @Override
        public void encode(float[] values, int from, ByteBuffer out) {
            out.putShort(Rounding.half(values[from]));
        }

        @Override
        public void decode(ByteBuffer in, float[] values, int to) {
            values[to] = Rounding.half(in.getShort());
        }
    },
    /** The upper half of a float32, rounded to the nearest, halves to the even one. */
    BF16(Short.BYTES) {
        @Override
        public void encode(float[] values, int from, ByteBuffer out) {
            int bits = Float.floatToIntBits(values[from]);
            boolean nan = Float.isNaN(values[from]);
            out.putShort((short) (nan ? (bits >>> 16) | 64 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
        }

        @Override
        public void decode(ByteBuffer in, float[] values, int to) {
            values[to] = Float.intBitsToFloat(in.getShort() << 16);
        }
    };

    private final int bytes;

    PlainCodec(int bytes) {
        this.bytes = bytes;
    }

    @Override
    public int numbers() {
        return 1;
    }

    @Override
    public int bytes() {
        return bytes;
    }
}
