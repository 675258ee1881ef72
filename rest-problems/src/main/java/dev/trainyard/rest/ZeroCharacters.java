package dev.trainyard.rest;

import dev.trainyard.contracts.error.ErrorCode;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses addresses with a zero character in them: no name has one, and neither databases nor files take them. */
public final class ZeroCharacters {
    private static final String ENCODED = "%00";

    @ServerRequestFilter(preMatching = true)
    Optional<Response> refused(ContainerRequestContext request) {
        URI asked = request.getUriInfo().getRequestUri();
        boolean zero = String.valueOf(asked.getRawPath()).contains(ENCODED)
                || String.valueOf(asked.getRawQuery()).contains(ENCODED);
        return zero
                ? Optional.of(ProblemDetails.of(
                                ErrorCode.INVALID_REQUEST,
                                "the address has a zero character (%00) in it: no name here has one",
                                List.of())
                        .response())
                : Optional.empty();
    }
}
