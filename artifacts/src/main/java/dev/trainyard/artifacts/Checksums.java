package dev.trainyard.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * SHA-256 of files and folders, streaming.
 *
 * <p>The digest of a folder is over one line for each file in it, {@code relative/path NUL hex LF}, sorted by path:
 * it changes with any content, name or place, and does not depend on times or on the order of the directory. The
 * signature in the folder, {@link #SIGNATURE}, is left out: it may come later, and is checked by its key.
 */
public final class Checksums {
    /** Name of the file in a folder that signs all others. */
    public static final String SIGNATURE = "model.sig";

    private static final int BUFFER_BYTES = 1 << 16;

    private Checksums() {}

    /** Of a file or a folder, whichever it is. */
    public static Checksum of(Path path) throws IOException {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? folder(path) : file(path);
    }

    /** Of one regular file. */
    public static Checksum file(Path file) throws IOException {
        requireRegular(file);
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                size += n;
            }
        }
        return new Checksum(HexFormat.of().formatHex(digest.digest()), size);
    }

    /** Of all files below a folder. */
    public static Checksum folder(Path folder) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        for (Path file : files(folder)) {
            Checksum one = file(file);
            digest.update((relative(folder, file) + '\0' + one.sha256() + '\n').getBytes(UTF_8));
            size += one.sizeBytes();
        }
        return new Checksum(HexFormat.of().formatHex(digest.digest()), size);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.equals(folder.resolve(SIGNATURE)))
                    .sorted(Comparator.comparing(path -> relative(folder, path)))
                    .toList();
        }
    }

    private static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    /** A link's target or a pipe's content could change after the digest was taken. */
    private static void requireRegular(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new TrainyardException(
                    ErrorCode.PATH_NOT_ALLOWED,
                    file + " is not a regular file: an artifact must not contain links, devices or pipes");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
