package dev.trainyard.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Text as it stands in an address. */
final class Encoded {
    private Encoded() {}

    /** One part of a path, or a value of a query; slashes are encoded. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A path; its slashes stay. */
    static String path(String text) {
        return Arrays.stream(text.split("/", -1)).map(Encoded::part).collect(Collectors.joining("/"));
    }
}
