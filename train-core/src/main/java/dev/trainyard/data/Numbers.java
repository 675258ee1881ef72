package dev.trainyard.data;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Lists of numbers of 32 bits in files, big-endian, without their length. */
final class Numbers {
    private static final int LONGEST = 1 << 26;

    private Numbers() {}

    static void write(DataOutputStream out, int[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asIntBuffer().put(values);
        out.write(bytes.array());
    }

    static void write(DataOutputStream out, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
    }

    static int[] integers(DataInputStream in, int length) throws IOException {
        // The bytes first: where the length is damaged, they end before anything of that length is made.
        ByteBuffer bytes = bytes(in, length);
        int[] values = new int[length];
        bytes.asIntBuffer().get(values);
        return values;
    }

    static float[] floats(DataInputStream in, int length) throws IOException {
        ByteBuffer bytes = bytes(in, length);
        float[] values = new float[length];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static ByteBuffer bytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > LONGEST) {
            throw new IOException(length + " numbers");
        }
        byte[] bytes = in.readNBytes(4 * length);
        if (bytes.length < 4 * length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes);
    }
}
