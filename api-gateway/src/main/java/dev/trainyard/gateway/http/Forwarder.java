package dev.trainyard.gateway.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.gateway.config.GatewaySettings;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Passes calls on to other services and their answers back, as they come. Thread-safe. */
@Singleton
final class Forwarder {
    /** What the other service is told about a call. */
    private static final List<String> PASSED_ON =
            List.of("Accept", "Content-Type", "Idempotency-Key", "If-Match", "Range");

    /** What the other service says about its answer; everything else in its headers is between it and this service. */
    private static final List<String> PASSED_BACK = List.of(
            "Content-Type",
            "Content-Disposition",
            "Content-Range",
            "Accept-Ranges",
            "Cache-Control",
            "ETag",
            "Last-Modified",
            "Retry-After",
            "Allow");

    /** Who asks. What a client writes into a header of this name is not passed on. */
    private static final String USER = "X-Trainyard-Principal";

    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private final HttpClient http;
    private final Duration patience;
    private final Duration registration;

    Forwarder(GatewaySettings settings) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.forwarding().connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.patience = settings.forwarding().answerTimeout();
        this.registration = settings.forwarding().registrationTimeout();
    }

    /**
     * A call as it came in.
     *
     * @param headers those of {@link #passedOn}
     * @param user name of who asks; empty where nobody is known
     */
    record Call(String method, String path, String query, Map<String, String> headers, byte[] body, String user) {
        /** Copying the files of a large model takes longer than any other answer. */
        private boolean registersAModel() {
            return method.equals("POST") && path.equals("/models");
        }
    }

    /** The headers of a call that go on with it, as far as it has them. */
    static Map<String, String> passedOn(UnaryOperator<@Nullable String> headers) {
        Map<String, String> passed = new LinkedHashMap<>();
        for (String name : PASSED_ON) {
            String value = headers.apply(name);
            if (value != null && !value.isEmpty()) {
                passed.put(name, value);
            }
        }
        return passed;
    }

    /** Errors: UNAVAILABLE where the service does not answer. */
    Response forward(URI service, Call call) {
        HttpResponse<InputStream> answer = send(service, request(service, call));
        Response.ResponseBuilder response = Response.status(answer.statusCode()).entity(answer.body());
        for (String header : PASSED_BACK) {
            answer.headers().firstValue(header).ifPresent(value -> response.header(header, value));
        }
        answer.headers()
                .firstValue("Location")
                .map(location -> location.startsWith(root(service))
                        ? location.substring(root(service).length())
                        : location)
                .filter(location -> location.startsWith("/"))
                .ifPresent(location -> response.header("Location", "/api/training" + location));
        return response.build();
    }

    private static String root(URI service) {
        return service.toString().replaceAll("/+$", "");
    }

    private HttpRequest request(URI service, Call call) {
        String query = call.query().isEmpty() ? "" : "?" + call.query();
        URI target = URI.create(root(service) + call.path() + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(call.registersAModel() ? registration : patience)
                .method(
                        call.method(),
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
        call.headers().forEach(request::header);
        if (!call.user().isEmpty()) {
            request.header(USER, UNPRINTABLE.matcher(call.user()).replaceAll("?"));
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(URI service, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE, "the service at " + service + " does not answer: try again later", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainyardException(ErrorCode.UNAVAILABLE, "the service at " + service + " was not waited for", e);
        }
    }
}
