package dev.trainyard.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
 * What was worked out from data, in files, found by a digest of everything it follows from. A file is written whole or
 * not at all, and one that is damaged is as good as absent. Files used longest ago are removed once all together are
 * too large.
 *
 * <p>Format: the version of the form in ASCII, what the form writes, the SHA-256 of all before.
 *
 * <p>Thread-safety: for one thread; processes may share the folder.
 */
public final class PreparedCache {
    private static final String SUFFIX = ".prepared";

    private final Path folder;
    private final long limitBytes;

    /**
     * A cache in this folder, which need not exist.
     *
     * @param limitBytes of all files together
     */
    public PreparedCache(Path folder, long limitBytes) {
        this.folder = folder;
        this.limitBytes = limitBytes;
    }

    /** How one kind of things is written. */
    interface Form<T> {
        /** Of the way it is written and worked out; part of every key. */
        String version();

        void write(DataOutputStream out, T thing) throws IOException;

        T read(DataInputStream in) throws IOException;
    }

    /**
     * What is kept under the key, if anything is.
     *
     * @param key all that it follows from; the version of the form is added
     */
    <T> Optional<T> find(String key, Form<T> form) {
        Path file = file(key, form);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            T kept = read(file, form);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(kept);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    /** Keeps it, unless there is no room or right to. */
    <T> void keep(String key, Form<T> form, T thing) {
        Path file = file(key, form);
        Path unfinished = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createDirectories(folder);
            write(unfinished, form, thing);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            removeOldest(file);
        } catch (IOException | UncheckedIOException notKept) {
            // It is in memory: a run does not fail because a later one will have to work it out again.
            deleteQuietly(unfinished);
        }
    }

    private Path file(String key, Form<?> form) {
        return folder.resolve(DatasetFingerprint.ofText(form.version() + "\n" + key) + SUFFIX);
    }

    private static <T> void write(Path file, Form<T> form, T thing) throws IOException {
        MessageDigest sha256 = DatasetFingerprint.sha256();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            DataOutputStream content = new DataOutputStream(new DigestOutputStream(out, sha256));
            content.writeBytes(form.version());
            form.write(content, thing);
            content.flush();
            out.write(sha256.digest());
        }
    }

    private static <T> T read(Path file, Form<T> form) throws IOException {
        MessageDigest sha256 = DatasetFingerprint.sha256();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            DataInputStream content = new DataInputStream(new DigestInputStream(in, sha256));
            byte[] version = form.version().getBytes(StandardCharsets.US_ASCII);
            if (!Arrays.equals(content.readNBytes(version.length), version)) {
                throw new IOException("another version wrote it");
            }
            T thing = form.read(content);
            byte[] digest = sha256.digest();
            if (!Arrays.equals(in.readNBytes(digest.length), digest) || in.read() >= 0) {
                throw new IOException("the checksum differs");
            }
            return thing;
        }
    }

    private void removeOldest(Path newest) throws IOException {
        List<Path> byAge = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> entry.toString().endsWith(SUFFIX)).forEach(byAge::add);
        }
        byAge.sort(Comparator.comparingLong(PreparedCache::lastUse).reversed());
        long total = 0;
        for (Path file : byAge) {
            total += file.toFile().length();
            if (total > limitBytes && !file.equals(newest)) {
                deleteQuietly(file);
            }
        }
    }

    private static long lastUse(Path file) {
        return file.toFile().lastModified();
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Another process may be at it; a later run removes it.
        }
    }
}
