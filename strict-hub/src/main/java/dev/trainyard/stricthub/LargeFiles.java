package dev.trainyard.stricthub;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The large files that clients sent: parts until they are joined, and whole ones by their SHA-256. Thread-safe. */
final class LargeFiles {
    private final Map<String, byte[]> whole = new TreeMap<>();
    private final Map<String, Map<Integer, byte[]>> parts = new TreeMap<>();
    private int partSize = Integer.MAX_VALUE;

    synchronized void partSize(int bytes) {
        partSize = bytes;
    }

    synchronized int partSize() {
        return partSize;
    }

    synchronized Optional<byte[]> find(String sha256) {
        return Optional.ofNullable(whole.get(sha256));
    }

    /** Takes a part, or a whole file where the part is 0; its entity tag. */
    synchronized String put(String sha256, int part, byte[] bytes) {
        if (part == 0) {
            keep(sha256, bytes);
        } else {
            if (bytes.length > partSize) {
                throw new Refusal("a part of " + bytes.length + " bytes, asked for were " + partSize);
            }
            parts.computeIfAbsent(sha256, none -> new TreeMap<>()).put(part, bytes);
        }
        return "\"" + Content.hex("MD5", bytes) + "\"";
    }

    /** Joins the parts, whose entity tags must be those that were given. */
    synchronized void join(String sha256, List<String> etags) {
        Map<Integer, byte[]> all = parts.getOrDefault(sha256, Map.of());
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < etags.size(); i++) {
            byte[] part = all.get(i + 1);
            if (part == null || !etags.get(i).equals("\"" + Content.hex("MD5", part) + "\"")) {
                throw new Refusal("part " + (i + 1) + " of " + sha256 + " was never taken with tag " + etags.get(i));
            }
            joined.writeBytes(part);
        }
        keep(sha256, joined.toByteArray());
        parts.remove(sha256);
    }

    private void keep(String sha256, byte[] bytes) {
        String found = Content.hex("SHA-256", bytes);
        if (!found.equals(sha256)) {
            throw new Refusal("the bytes of " + sha256 + " hash to " + found);
        }
        whole.put(sha256, bytes);
    }
}
