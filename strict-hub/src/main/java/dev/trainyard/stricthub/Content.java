package dev.trainyard.stricthub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a repository.
 *
 * @param stored whether it lies in the store behind the hub, as large files do
 */
record Content(byte[] bytes, boolean stored) {
    String sha256() {
        return hex("SHA-256", bytes);
    }

    /** The name that git gives the bytes, or the pointer to them where they are stored elsewhere. */
    String gitBlob() {
        byte[] inGit = stored ? pointer() : bytes;
        byte[] header = ("blob " + inGit.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[header.length + inGit.length];
        System.arraycopy(header, 0, whole, 0, header.length);
        System.arraycopy(inGit, 0, whole, header.length, inGit.length);
        return hex("SHA-1", whole);
    }

    byte[] pointer() {
        return ("version https://git-lfs.github.com/spec/v1\noid sha256:" + sha256() + "\nsize " + bytes.length + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What the hub names the content by: its entity tag. */
    String etag() {
        return stored ? sha256() : gitBlob();
    }

    static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        }
    }
}
