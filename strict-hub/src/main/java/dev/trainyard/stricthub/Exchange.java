package dev.trainyard.stricthub;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request and its answer, with what goes wrong about it. */
final class Exchange {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-");

    private final HttpExchange http;
    private final Optional<Fault> fault;

    Exchange(HttpExchange http, Optional<Fault> fault) {
        this.http = http;
        this.fault = fault;
    }

    boolean is(String method) {
        return http.getRequestMethod().equals(method);
    }

    byte[] body() throws IOException {
        return http.getRequestBody().readAllBytes();
    }

    boolean head() {
        return http.getRequestMethod().equals("HEAD");
    }

    /** The decoded parts of the path. */
    List<String> path() {
        return Arrays.stream(http.getRequestURI().getRawPath().substring(1).split("/", -1))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
    }

    String rawPath() {
        return http.getRequestURI().getRawPath();
    }

    /** The parameters; any that is not among the known ones is refused. */
    Map<String, String> query(Set<String> known) {
        Map<String, String> query = new TreeMap<>();
        String raw = http.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length != 2 || !known.contains(parts[0])) {
                throw new Refusal("parameter " + pair + " of " + rawPath() + " is not known");
            }
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    Optional<String> header(String name) {
        List<String> values = http.getRequestHeaders().get(name);
        if (values != null && values.size() > 1) {
            throw new Refusal("header " + name + " came " + values.size() + " times");
        }
        return values == null ? Optional.empty() : Optional.of(values.getFirst());
    }

    Optional<Fault> fault() {
        return fault;
    }

    Exchange with(String header, String value) {
        http.getResponseHeaders().set(header, value);
        return this;
    }

    void json(int status, String body) throws IOException {
        with("Content-Type", "application/json; charset=utf-8");
        bytes(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer without a body. */
    void empty(int status) throws IOException {
        http.sendResponseHeaders(status, -1);
        http.close();
    }

    /** The content, or the part of it that is asked for. */
    void content(byte[] whole) throws IOException {
        Optional<String> range = header("Range").filter(text -> !(fault.orElse(null) instanceof Fault.NoRange));
        if (range.isEmpty()) {
            with("Accept-Ranges", "bytes").bytes(200, whole);
            return;
        }
        Matcher from = RANGE.matcher(range.get());
        if (!from.matches()) {
            throw new Refusal("range " + range.get() + " is none that a download needs");
        }
        int first = Integer.parseInt(from.group(1));
        if (first >= whole.length) {
            with("Content-Range", "bytes */" + whole.length).empty(416);
            return;
        }
        int sent = fault.orElse(null) instanceof Fault.ShiftedRange ? first + 1 : first;
        with("Content-Range", "bytes " + sent + "-" + (whole.length - 1) + "/" + whole.length)
                .bytes(206, Arrays.copyOfRange(whole, sent, whole.length));
    }

    private void bytes(int status, byte[] body) throws IOException {
        if (head()) {
            with("Content-Length", String.valueOf(body.length)).empty(status);
            return;
        }
        byte[] sent = body.clone();
        if (fault.orElse(null) instanceof Fault.WrongBytes) {
            for (int i = 0; i < sent.length; i++) {
                sent[i] ^= 0x55;
            }
        }
        http.sendResponseHeaders(status, sent.length == 0 ? -1 : sent.length);
        try (http) {
            OutputStream out = http.getResponseBody();
            out.write(sent, 0, Math.min(sent.length, untilFault()));
            out.flush();
            if (fault.orElse(null) instanceof Fault.Silence silence) {
                TimeUnit.SECONDS.sleep(silence.seconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int untilFault() {
        return switch (fault.orElse(null)) {
            case Fault.Cut cut -> cut.afterBytes();
            case Fault.Silence silence -> silence.afterBytes();
            case null, default -> Integer.MAX_VALUE;
        };
    }
}
