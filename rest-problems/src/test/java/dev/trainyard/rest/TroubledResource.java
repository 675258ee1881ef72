package dev.trainyard.rest;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.UriBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Answers, and every way of failing. */
@Path("/troubled")
public class TroubledResource {
    public enum Colour {
        DARK_BLUE
    }

    public record Order(String itemName, int count, Colour colour) {}

    public record Receipt(Order firstOrder, Optional<String> note, Instant createdAt) {}

    @POST
    public Answer<Receipt> order(Order order) {
        return Answer.of(new Receipt(order, Optional.empty(), Instant.EPOCH));
    }

    @GET
    @Path("/known/{code}")
    public Answer<String> known(@RestPath ErrorCode code) {
        throw new TrainyardException(code, "what happened", List.of(new Problem("a.b[1]", "is wrong")));
    }

    @GET
    @Path("/defect")
    public Answer<String> defect() {
        throw new IllegalStateException("secret of the inside");
    }

    @GET
    @Path("/checked")
    public Answer<String> checked(@RestQuery @NotBlank String name, @RestQuery @Max(10) int limit) {
        return Answer.of(UriBuilder.fromPath(name).build(limit).toString());
    }
}
