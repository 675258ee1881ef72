package dev.trainyard.evaluation.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.app.EvaluationDesk;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.rest.Answer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluations that are asked for. */
@Path("/evaluate")
@Produces(MediaType.APPLICATION_JSON)
public class EvaluateResource {
    private static final int LONGEST_KEY = 200;

    private final EvaluationDesk desk;

    EvaluateResource(EvaluationDesk desk) {
        this.desk = desk;
    }

    /**
     * Scores a version, named by its id, {@code NAME/NUMBER}, {@code NAME@ALIAS} or {@code NAME}. A request repeated with
     * its {@code Idempotency-Key} is answered with the evaluation it led to.
     */
    @POST
    @Path("/{model: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response evaluate(
            @PathParam("model") String model,
            @HeaderParam("Idempotency-Key") Optional<String> key,
            @Nullable JsonNode body) {
        if (key.filter(given -> given.isBlank() || given.length() > LONGEST_KEY).isPresent()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST, "Idempotency-Key must have 1 to " + LONGEST_KEY + " characters");
        }
        JsonNode order = body == null || body.isNull() ? WireJson.mapper().createObjectNode() : body;
        Evaluation evaluation = desk.request(model, EvaluationBody.read(order), key);
        return Response.status(evaluation.state().settled() ? 200 : 202)
                .header("Location", "/evaluations/" + evaluation.id())
                .entity(Answer.of(EvaluationView.of(evaluation, Optional.empty(), Optional.empty())))
                .build();
    }
}
