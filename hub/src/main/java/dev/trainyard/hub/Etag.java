package dev.trainyard.hub;

/** The header that names a version of a file. */
final class Etag {
    private Etag() {}

    /** Without the quotes and the mark of a weak one. */
    static String normalized(String header) {
        String strong = header.startsWith("W/") ? header.substring(2) : header;
        return strong.replaceAll("^\"|\"$", "");
    }
}
