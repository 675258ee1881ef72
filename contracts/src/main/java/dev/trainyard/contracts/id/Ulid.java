package dev.trainyard.contracts.id;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * Time-ordered 128-bit identifiers in 26 characters of lower-case Crockford base 32.
 *
 * <p>Source: github.com/ulid/spec (48 bits of milliseconds, 80 random bits).
 */
final class Ulid {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ulid() {}

    static String next() {
        long time = System.currentTimeMillis();
        byte[] entropy = new byte[16];
        RANDOM.nextBytes(entropy);
        StringBuilder text = new StringBuilder(26);
        for (int shift = 45; shift >= 0; shift -= 5) {
            text.append(ALPHABET.charAt((int) (time >>> shift) & 31));
        }
        for (byte b : entropy) {
            text.append(ALPHABET.charAt(b & 31));
        }
        return text.toString();
    }

    /** {@code prefix-<26 characters>}: safe as a file name, a Kafka key and a URL segment. */
    static Pattern pattern(String prefix) {
        return Pattern.compile(prefix + "-[0-9a-hjkmnp-tv-z]{26}");
    }

    static String require(Pattern pattern, String value) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("id \"" + value + "\" does not match " + pattern.pattern());
        }
        return value;
    }
}
