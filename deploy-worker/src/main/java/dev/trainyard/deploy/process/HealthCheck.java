package dev.trainyard.deploy.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a server the way a client would: a text whose answer takes the model's weights. */
final class HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);

    private static final int BUSY = 429;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Asks one question.
     *
     * @param routes what the server's model answers
     *     <p>Errors: UNHEALTHY where the server does not give a whole answer within {@code patience}.
     */
    void require(URI endpoint, String servedName, List<String> routes, Duration patience) throws InterruptedException {
        Question question = Question.among(routes)
                .orElseThrow(() -> unhealthy("answers none of the paths that are checked, but " + routes));
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(question.path()))
                .timeout(patience)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(question.body(servedName).toString()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() == BUSY) {
                LOG.info("{} has no room for the question: it is busy with others", endpoint);
                return;
            }
            JsonNode answer = WireJson.mapper().readTree(response.body());
            if (response.statusCode() != 200 || !question.isAnsweredBy(answer)) {
                throw unhealthy("answered " + response.statusCode() + " " + shortened(response.body()));
            }
            LOG.info("{} answers \"{}\" with {}", endpoint, Question.TEXT, shortened(response.body()));
        } catch (IOException e) {
            throw unhealthy("gave no answer within " + patience.toSeconds() + " s: " + e);
        }
    }

    /** Asks whether the server answers at all. Errors: UNHEALTHY where it does not within {@code patience}. */
    void requireSign(URI endpoint, Duration patience) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/health"))
                .timeout(patience)
                .build();
        try {
            http.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            throw new TrainyardException(
                    ErrorCode.UNHEALTHY, "the server gave no sign of life within " + patience.toMillis() + " ms: " + e);
        }
    }

    private static TrainyardException unhealthy(String what) {
        return new TrainyardException(
                ErrorCode.UNHEALTHY,
                "the health check failed: to the text \"" + Question.TEXT + "\" the server " + what);
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
