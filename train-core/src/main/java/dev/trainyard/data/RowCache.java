package dev.trainyard.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Encoded rows in files, found by a digest of everything they follow from. A file is written whole or not at all, and
 * one that is damaged is as good as absent. Files used longest ago are removed once all together are too large.
 *
 * <p>Format, big-endian: {@code TYROWS01}, the number of rows, for each row the index of its file, its number there
 * (64 bits), its length before cutting, its length, flags, {@code input_ids}, {@code labels} where they differ from
 * these (flag 1), {@code weights} as float32 (flag 2); at the end the SHA-256 of all before. Other numbers have 32 bits.
 *
 * <p>Thread-safety: for one thread; processes may share the folder.
 */
public final class RowCache {
    /** Part of every key: other versions write or encode otherwise. */
    public static final String VERSION = "TYROWS01";

    private static final String SUFFIX = ".rows";
    private static final int LABELS = 1;
    private static final int WEIGHTS = 2;
    private static final int LONGEST = 1 << 26;

    private final Path folder;
    private final long limitBytes;

    /**
     * A cache in this folder, which need not exist.
     *
     * @param limitBytes of all files together
     */
    public RowCache(Path folder, long limitBytes) {
        this.folder = folder;
        this.limitBytes = limitBytes;
    }

    /**
     * The rows kept under the key.
     *
     * @param key a digest, as file name
     * @param files the data files, which the rows' origins name
     */
    public Optional<List<Example>> find(String key, List<Path> files) {
        Path file = file(key);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<Example> rows = read(file, files);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(rows);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    /** Keeps the rows, unless there is no room or right to; rows of other kinds than tokens are not kept. */
    public void keep(String key, List<Path> files, List<Example> rows) {
        if (!rows.stream().allMatch(TokenRow.class::isInstance)) {
            return;
        }
        Path unfinished = folder.resolve("." + key + "." + UUID.randomUUID());
        try {
            Files.createDirectories(folder);
            write(unfinished, files, rows);
            Files.move(unfinished, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            removeOldest(file(key));
        } catch (IOException | UncheckedIOException notKept) {
            // The rows are in memory: a run does not fail because a later one will have to encode them again.
            deleteQuietly(unfinished);
        }
    }

    private Path file(String key) {
        return folder.resolve(key + SUFFIX);
    }

    private static void write(Path file, List<Path> files, List<Example> rows) throws IOException {
        MessageDigest sha256 = DatasetFingerprint.sha256();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            DataOutputStream content = new DataOutputStream(new DigestOutputStream(out, sha256));
            content.writeBytes(VERSION);
            content.writeInt(rows.size());
            for (Example row : rows) {
                write(content, files, (TokenRow) row);
            }
            content.flush();
            out.write(sha256.digest());
        }
    }

    private static void write(DataOutputStream out, List<Path> files, TokenRow row) throws IOException {
        boolean labels = !Arrays.equals(row.inputIds(), row.labels());
        boolean weights = row.weights().length > 0;
        out.writeInt(files.indexOf(row.origin().file()));
        out.writeLong(row.origin().number());
        out.writeInt(row.full());
        out.writeInt(row.length());
        out.writeInt((labels ? LABELS : 0) | (weights ? WEIGHTS : 0));
        out.write(bytes(row.inputIds()));
        if (labels) {
            out.write(bytes(row.labels()));
        }
        if (weights) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * row.weights().length);
            bytes.asFloatBuffer().put(row.weights());
            out.write(bytes.array());
        }
    }

    private static byte[] bytes(int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private static List<Example> read(Path file, List<Path> files) throws IOException {
        MessageDigest sha256 = DatasetFingerprint.sha256();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            DataInputStream content = new DataInputStream(new DigestInputStream(in, sha256));
            if (!new String(content.readNBytes(VERSION.length()), java.nio.charset.StandardCharsets.US_ASCII)
                    .equals(VERSION)) {
                throw new IOException("not a file of rows");
            }
            int count = content.readInt();
            List<Example> rows = new ArrayList<>(Math.min(count, 1 << 20));
            for (int i = 0; i < count; i++) {
                rows.add(row(content, files));
            }
            byte[] digest = sha256.digest();
            if (!Arrays.equals(in.readNBytes(digest.length), digest) || in.read() >= 0) {
                throw new IOException("the checksum differs");
            }
            return rows;
        }
    }

    private static TokenRow row(DataInputStream in, List<Path> files) throws IOException {
        RowOrigin origin = new RowOrigin(files.get(in.readInt()), in.readLong());
        int full = in.readInt();
        int length = in.readInt();
        int flags = in.readInt();
        int[] ids = integers(in, length);
        int[] labels = (flags & LABELS) == 0 ? ids : integers(in, length);
        float[] weights = (flags & WEIGHTS) == 0 ? new float[0] : numbers(in, length);
        return new TokenRow(origin, ids, labels, weights, full);
    }

    private static int[] integers(DataInputStream in, int length) throws IOException {
        // The bytes first: where the length is damaged, they end before anything of that length is made.
        ByteBuffer bytes = bytes(in, length);
        int[] values = new int[length];
        bytes.asIntBuffer().get(values);
        return values;
    }

    private static float[] numbers(DataInputStream in, int length) throws IOException {
        ByteBuffer bytes = bytes(in, length);
        float[] values = new float[length];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static ByteBuffer bytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > LONGEST) {
            throw new IOException("a row of " + length + " tokens");
        }
        byte[] bytes = in.readNBytes(4 * length);
        if (bytes.length < 4 * length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes);
    }

    private void removeOldest(Path newest) throws IOException {
        List<Path> byAge = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> entry.toString().endsWith(SUFFIX)).forEach(byAge::add);
        }
        byAge.sort(Comparator.comparingLong(RowCache::lastUse).reversed());
        long total = 0;
        for (Path file : byAge) {
            total += size(file);
            if (total > limitBytes && !file.equals(newest)) {
                deleteQuietly(file);
            }
        }
    }

    private static long lastUse(Path file) {
        return file.toFile().lastModified();
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Another process may be at it; a later run removes it.
        }
    }
}
