package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to one hub. Redirects are followed here and not by the HTTP client, so that the token goes to the endpoint
 * and nowhere else. Thread-safe.
 */
final class HubHttp implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;
    private static final int TEXT_TIMES_ANSWER = 6;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 429);
    private static final int SERVER_ERROR = 500;
    private static final int OK = 200;
    private static final int PARTIAL = 206;

    private final HttpClient client;
    private final Endpoint endpoint;
    private final Patience patience;

    HubHttp(Endpoint endpoint, Patience patience) {
        this.endpoint = endpoint;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.answer())
                .proxy(new EnvironmentProxies(System.getenv()))
                .build();
    }

    /** An answer that is not followed further. {@code address} is where it came from. */
    record Answer<T>(URI address, HttpResponse<T> response) {
        int status() {
            return response.statusCode();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** Where it points to, if it is a redirect. */
        Optional<URI> target() {
            return REDIRECTS.contains(status()) ? header("Location").map(address::resolve) : Optional.empty();
        }
    }

    /** A body that is still to come, or the text of an error. */
    record Content(Optional<Flow.Publisher<List<ByteBuffer>>> body, String error) {}

    /** The whole text of an answer; redirects are followed. */
    Answer<String> text(URI address, Cancellation cancellation) throws TransferException {
        BodyHandler<String> handler = HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
        return follow("GET", address, Map.of(), handler, cancellation, true).getLast();
    }

    /** The answers to a HEAD request: redirects within the endpoint are followed, one that leads out of it is last. */
    List<Answer<Void>> head(URI address, Cancellation cancellation) throws TransferException {
        return follow("HEAD", address, Map.of(), HttpResponse.BodyHandlers.discarding(), cancellation, false);
    }

    /** An answer whose body is read by the caller; redirects are followed. */
    Answer<Content> open(URI address, Map<String, String> headers, Cancellation cancellation) throws TransferException {
        BodyHandler<Content> handler = info -> info.statusCode() == OK || info.statusCode() == PARTIAL
                ? BodySubscribers.mapping(BodySubscribers.ofPublisher(), body -> new Content(Optional.of(body), ""))
                : BodySubscribers.mapping(
                        BodySubscribers.ofString(StandardCharsets.UTF_8), text -> new Content(Optional.empty(), text));
        return follow("GET", address, headers, handler, cancellation, true).getLast();
    }

    private <T> List<Answer<T>> follow(
            String method,
            URI first,
            Map<String, String> headers,
            BodyHandler<T> handler,
            Cancellation cancellation,
            boolean outside)
            throws TransferException {
        List<Answer<T>> answers = new ArrayList<>();
        URI address = first;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Answer<T> answer = send(method, address, headers, handler, cancellation);
            answers.add(answer);
            Optional<URI> target = answer.target();
            if (target.isEmpty() || !(outside || endpoint.serves(target.get()))) {
                return answers;
            }
            address = safe(address, target.get());
        }
        throw new TransferException(shown(first) + " redirects without end", Optional.empty());
    }

    /** A redirect may change the host, but not give up encryption. */
    private static URI safe(URI from, URI to) {
        boolean known = "https".equals(to.getScheme()) || "http".equals(to.getScheme());
        if (!known || ("https".equals(from.getScheme()) && "http".equals(to.getScheme()))) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    shown(from) + " redirects to " + shown(to) + ", which is not encrypted: it is not followed");
        }
        return to;
    }

    private <T> Answer<T> send(
            String method, URI address, Map<String, String> headers, BodyHandler<T> handler, Cancellation cancellation)
            throws TransferException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, BodyPublishers.noBody())
                .timeout(patience.answer())
                .header("User-Agent", "trainyard")
                // Compressed answers have no sizes to compare.
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        endpoint.authorize(request, address);
        HttpResponse<T> response = await(client.sendAsync(request.build(), handler), address, cancellation);
        requirePassed(address, response);
        return new Answer<>(address, response);
    }

    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> future, URI address, Cancellation cancellation)
            throws TransferException {
        long deadline = System.nanoTime() + patience.answer().toNanos() * TEXT_TIMES_ANSWER;
        try {
            while (System.nanoTime() < deadline) {
                cancellation.check();
                try {
                    return future.get(Cancellation.NOTICED.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Another look at the cancellation.
                }
            }
            throw new TransferException(shown(address) + " does not come to an end", Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchCancelledException();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TransferException(shown(address) + " does not answer (" + described(cause) + ")", cause);
        } finally {
            future.cancel(true);
        }
    }

    private static String described(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static void requirePassed(URI address, HttpResponse<?> response) throws TransferException {
        int status = response.statusCode();
        if (status >= SERVER_ERROR || PASSING.contains(status)) {
            throw new TransferException(
                    shown(address) + " answered with status " + status,
                    response.headers().firstValue("Retry-After").flatMap(RetryAfter::parse));
        }
    }

    /** An address without its query, which may hold a signature. */
    static String shown(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Errors: {@link IOException} and others as the request says, UNAVAILABLE where it keeps failing. */
    <T> T until(int attempts, Cancellation cancellation, Attempts.Request<T> request) throws IOException {
        return new Attempts(attempts, patience, cancellation).until(request);
    }

    Patience patience() {
        return patience;
    }

    Endpoint endpoint() {
        return endpoint;
    }
}
