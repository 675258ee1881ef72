package dev.trainyard.publishing.http;

import dev.trainyard.hub.Endpoint;
import dev.trainyard.hub.EnvironmentProxies;
import dev.trainyard.hub.Patience;
import dev.trainyard.hub.RetryAfter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Requests to one server, whose token goes to it and nowhere else. Redirects are not followed. Thread-safe. */
public final class Http implements AutoCloseable {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);
    private static final int SERVER_ERROR = 500;
    private static final int OK = 200;
    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

    private final HttpClient client;
    private final Endpoint endpoint;
    private final Patience patience;

    public Http(Endpoint endpoint, Patience patience) {
        this.endpoint = endpoint;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.answer())
                .proxy(new EnvironmentProxies(System.getenv()))
                .build();
    }

    /** A request. {@code limit} is the time until the answer is whole. */
    public record Request(
            String method, URI address, Map<String, String> headers, Optional<Content> body, Duration limit) {}

    /** A request without a body. */
    public Request request(String method, URI address) {
        return new Request(method, address, Map.of(), Optional.empty(), patience.answer());
    }

    /** A request with a body, given as much time as a slow line needs. */
    public Request request(String method, URI address, Map<String, String> headers, Content body) {
        Duration transfer = Duration.ofSeconds(body.length() / SLOWEST_BYTES_PER_SECOND);
        return new Request(
                method, address, headers, Optional.of(body), patience.answer().plus(transfer));
    }

    /** The answer, whatever its status, except for those that may pass. */
    public Reply send(Request request) throws Passing, InterruptedException {
        return passed(exchange(request, BodyHandlers.ofByteArray()));
    }

    /** The same where the body comes in lines: each is given away as it comes, and none is kept but those of an error. */
    public Reply sendForLines(Request request, Consumer<String> line) throws Passing, InterruptedException {
        return passed(exchange(
                request,
                info -> info.statusCode() == OK
                        ? BodySubscribers.fromLineSubscriber(
                                new LineReader(line), lines -> new byte[0], StandardCharsets.UTF_8, null)
                        : BodySubscribers.ofByteArray()));
    }

    private static Reply passed(Reply reply) throws Passing {
        if (reply.status() >= SERVER_ERROR || PASSING.contains(reply.status())) {
            String said = reply.said();
            throw new Passing(
                    shown(reply.address()) + " answered with status " + reply.status()
                            + (said.isEmpty() ? "" : " (it says: " + said + ")"),
                    reply.header("Retry-After").flatMap(RetryAfter::parse));
        }
        return reply;
    }

    private Reply exchange(Request request, HttpResponse.BodyHandler<byte[]> handler)
            throws Passing, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.address())
                .method(request.method(), request.body().map(Content::publisher).orElse(BodyPublishers.noBody()))
                .header("User-Agent", "trainyard")
                .timeout(request.limit());
        request.headers().forEach(builder::header);
        endpoint.authorize(builder, request.address());
        CompletableFuture<HttpResponse<byte[]>> future = client.sendAsync(builder.build(), handler);
        try {
            HttpResponse<byte[]> response = future.get(request.limit().toMillis(), TimeUnit.MILLISECONDS);
            return new Reply(request.address(), response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            throw new Passing(
                    shown(request.address()) + " has not answered within "
                            + request.limit().toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Passing(shown(request.address()) + " does not answer (" + described(cause) + ")", cause);
        } finally {
            future.cancel(true);
        }
    }

    private static String described(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + Reply.shortened(message));
    }

    /** An address without its query, which may hold a signature. */
    public static String shown(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }

    /** The server. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Repeats what may fail in passing. */
    public Attempts attempts() {
        return new Attempts(patience);
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
