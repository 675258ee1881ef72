package dev.trainyard.gateway.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A submission that may be repeated, such as after a lost answer.
 *
 * @param key chosen by the client
 * @param fingerprint of everything that was submitted with it
 */
public record Submission(String key, String fingerprint) {
    /** A document that was submitted with a key. */
    public static Submission of(String key, String document, boolean start) {
        try {
            byte[] all = (document + "\nstart=" + start).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all);
            return new Submission(key, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
