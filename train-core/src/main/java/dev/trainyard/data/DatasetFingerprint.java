package dev.trainyard.data;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Says whether two runs read the same data: the SHA-256 of one file, or over those of several in their order. */
public final class DatasetFingerprint {
    private DatasetFingerprint() {}

    /**
     * The digest in hex; names and folders of the files do not count.
     *
     * @throws TrainingFailure INVALID_DATA if a file cannot be read
     */
    public static String of(List<Path> files) {
        if (files.size() == 1) {
            return HexFormat.of().formatHex(digest(files.getFirst()));
        }
        MessageDigest all = sha256();
        files.forEach(file ->
                all.update((HexFormat.of().formatHex(digest(file)) + "\n").getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(all.digest());
    }

    /** The digest of a text in hex. */
    public static String ofText(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] digest(Path file) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return ((DigestInputStream) in).getMessageDigest().digest();
        } catch (IOException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
