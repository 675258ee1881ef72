package dev.trainyard.deploy.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.UsageMeter;
import dev.trainyard.deploy.domain.UsageReading;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code /usage} of our model servers. */
@Singleton
final class ServerUsageMeter implements UsageMeter {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    @Override
    public Optional<UsageReading> read(URI endpoint) {
        try {
            HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/usage"))
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200
                    ? Optional.of(reading(WireJson.mapper().readTree(answer.body())))
                    : Optional.empty();
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static UsageReading reading(JsonNode json) {
        List<Long> counts = new ArrayList<>();
        json.path("counts").forEach(count -> counts.add(count.asLong()));
        return new UsageReading(
                Instant.parse(json.path("started_at").asText()),
                Instant.now(),
                json.path("requests").asLong(),
                json.path("refused").asLong(),
                json.path("errors").asLong(),
                new ResponseTimes(json.path("total_millis").asLong(), counts));
    }
}
