package dev.trainyard.gateway.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The path of a call that is passed on. Each segment is decoded, checked and encoded anew, so that the other service
 * can never be reached outside of the resource that is passed on, however the path is written.
 */
final class ForwardedPath {
    private ForwardedPath() {}

    /**
     * The path below the other service's root, such as {@code /models/tiny/versions/3}.
     *
     * @param raw still encoded, below {@code /api/training}
     */
    static String of(String raw) {
        String trimmed = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        return Arrays.stream(trimmed.substring(1).split("/", -1))
                .map(ForwardedPath::segment)
                .collect(Collectors.joining("/", "/", ""));
    }

    private static String segment(String raw) {
        String text = decoded(raw);
        boolean plain = !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(c -> c == '/' || c == '\\' || c == '%' || c == ';' || c < ' ' || c == 127);
        if (!plain) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "\"" + raw + "\" cannot be a part of a path: use names and ids as given");
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "\"" + raw + "\" is not a well-formed path", e);
        }
    }
}
