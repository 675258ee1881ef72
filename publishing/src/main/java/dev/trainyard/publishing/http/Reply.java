package dev.trainyard.publishing.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A whole answer.
 *
 * @param address that was asked
 * @param body empty where there is none
 */
public record Reply(URI address, int status, HttpHeaders headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_SHOWN = 300;
    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_SUCCESS = 200;

    /** Whether the status is one of success. */
    public boolean ok() {
        return status >= FIRST_SUCCESS && status < FIRST_REDIRECT;
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body; missing where it is no JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** A header's first value. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** What the server says about an error, on one line, shortened; its body where it says nothing in particular. */
    public String said() {
        JsonNode error = json().path("error");
        return shortened(error.isTextual() ? error.asText() : text());
    }

    /** One line that is not too long. */
    public static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
