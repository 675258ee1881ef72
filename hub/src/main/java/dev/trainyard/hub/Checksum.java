package dev.trainyard.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a file must hash to: the SHA-256 of its bytes where the hub stores it outside of git, or git's name of it, which
 * is the SHA-1 of a header and its bytes.
 *
 * @param hex digest in small hexadecimal letters
 */
record Checksum(Kind kind, String hex) {
    private static final int BUFFER = 1 << 20;

    enum Kind {
        SHA256,
        GIT_BLOB
    }

    /** The checksum that an entity tag is; empty where it is none. */
    static Optional<Checksum> ofEtag(String etag) {
        if (etag.matches("[0-9a-f]{64}")) {
            return Optional.of(new Checksum(Kind.SHA256, etag));
        }
        return etag.matches("[0-9a-f]{40}") ? Optional.of(new Checksum(Kind.GIT_BLOB, etag)) : Optional.empty();
    }

    static Optional<Checksum> sha256(String hex) {
        return ofEtag(hex).filter(checksum -> checksum.kind() == Kind.SHA256);
    }

    /** Whether a file has this content. */
    boolean matches(Path file, Cancellation cancellation) throws IOException {
        MessageDigest digest = digest(kind == Kind.SHA256 ? "SHA-256" : "SHA-1");
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                cancellation.check();
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).equals(hex);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        }
    }
}
