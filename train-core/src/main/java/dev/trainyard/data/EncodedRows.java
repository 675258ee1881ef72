package dev.trainyard.data;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Encoded rows of any task as a cache keeps them.
 *
 * <p>Format, big-endian: the number of rows, for each row its kind (8 bits: 0 tokens, 1 class, 2 preference), the index
 * of its file, its number there (64 bits) and, by kind,
 *
 * <ul>
 *   <li>tokens: length before cutting, length, flags, {@code input_ids}, {@code labels} where they differ from these
 *       (flag 1), {@code weights} as float32 (flag 2);
 *   <li>class: length before cutting, length, flags, {@code input_ids}, segments where there are any (flag 4), label;
 *   <li>preference: weight (float64), the chosen and the rejected answer, each as tokens.
 * </ul>
 *
 * Other numbers have 32 bits.
 *
 * @param files the data files, which the rows' origins name
 */
public record EncodedRows(List<Path> files) implements PreparedCache.Form<List<Example>> {
    private static final byte TOKENS = 0;
    private static final byte CLASS = 1;
    private static final byte PREFERENCE = 2;
    private static final int LABELS = 1;
    private static final int WEIGHTS = 2;
    private static final int SEGMENTS = 4;

    /** The rows kept under the key, if any are. */
    public Optional<List<Example>> find(PreparedCache cache, String key) {
        return cache.find(key, this);
    }

    /** Keeps rows under the key. */
    public void keep(PreparedCache cache, String key, List<Example> rows) {
        cache.keep(key, this, rows);
    }

    @Override
    public String version() {
        return "TYROWS02";
    }

    @Override
    public void write(DataOutputStream out, List<Example> rows) throws IOException {
        out.writeInt(rows.size());
        for (Example row : rows) {
            out.writeByte(kind(row));
            out.writeInt(files.indexOf(row.origin().file()));
            out.writeLong(row.origin().number());
            switch (row) {
                case TokenRow tokens -> writeTokens(out, tokens);
                case ClassRow labelled -> writeClass(out, labelled);
                case PreferencePair pair -> {
                    out.writeDouble(pair.weight());
                    writeTokens(out, pair.chosen());
                    writeTokens(out, pair.rejected());
                }
            }
        }
    }

    private static byte kind(Example row) {
        return switch (row) {
            case TokenRow tokens -> TOKENS;
            case ClassRow labelled -> CLASS;
            case PreferencePair pair -> PREFERENCE;
        };
    }

    private static void writeTokens(DataOutputStream out, TokenRow row) throws IOException {
        boolean labels = !Arrays.equals(row.inputIds(), row.labels());
        boolean weights = row.weights().length > 0;
        writeHead(out, row, (labels ? LABELS : 0) | (weights ? WEIGHTS : 0));
        Numbers.write(out, row.inputIds());
        if (labels) {
            Numbers.write(out, row.labels());
        }
        if (weights) {
            Numbers.write(out, row.weights());
        }
    }

    private static void writeClass(DataOutputStream out, ClassRow row) throws IOException {
        boolean segments = row.segments().length > 0;
        writeHead(out, row, segments ? SEGMENTS : 0);
        Numbers.write(out, row.inputIds());
        if (segments) {
            Numbers.write(out, row.segments());
        }
        out.writeInt(row.label());
    }

    private static void writeHead(DataOutputStream out, Example row, int flags) throws IOException {
        out.writeInt(row.full());
        out.writeInt(row.length());
        out.writeInt(flags);
    }

    @Override
    public List<Example> read(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Example> rows = new ArrayList<>(Math.clamp(count, 0, 1 << 20));
        for (int i = 0; i < count; i++) {
            rows.add(row(in));
        }
        return rows;
    }

    private Example row(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        RowOrigin origin = new RowOrigin(files.get(in.readInt()), in.readLong());
        return switch (kind) {
            case TOKENS -> tokens(in, origin);
            case CLASS -> labelled(in, origin);
            case PREFERENCE -> {
                double weight = in.readDouble();
                yield new PreferencePair(origin, tokens(in, origin), tokens(in, origin), weight);
            }
            default -> throw new IOException("a row of kind " + kind);
        };
    }

    private static TokenRow tokens(DataInputStream in, RowOrigin origin) throws IOException {
        int full = in.readInt();
        int length = in.readInt();
        int flags = in.readInt();
        int[] ids = Numbers.integers(in, length);
        int[] labels = (flags & LABELS) == 0 ? ids : Numbers.integers(in, length);
        float[] weights = (flags & WEIGHTS) == 0 ? new float[0] : Numbers.floats(in, length);
        return new TokenRow(origin, ids, labels, weights, full);
    }

    private static ClassRow labelled(DataInputStream in, RowOrigin origin) throws IOException {
        int full = in.readInt();
        int length = in.readInt();
        int flags = in.readInt();
        int[] ids = Numbers.integers(in, length);
        int[] segments = (flags & SEGMENTS) == 0 ? new int[0] : Numbers.integers(in, length);
        return new ClassRow(origin, ids, segments, in.readInt(), full);
    }
}
