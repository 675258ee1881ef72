package dev.trainyard.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a resource throws into problem details; the inside of a defect is logged, never sent. */
public final class ProblemMappers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);

    /** Ours: the code decides the status. */
    @ServerExceptionMapper
    Response of(TrainyardException e) {
        if (e.code().kind() == ErrorKind.INTERNAL) {
            return defect(e);
        }
        return ProblemDetails.of(e.code(), String.valueOf(e.getMessage()), e.problems())
                .response();
    }

    /** Parameters that break their annotations: all of them at once. */
    @ServerExceptionMapper
    Response of(ConstraintViolationException e) {
        List<Problem> problems = e.getConstraintViolations().stream()
                .map(violation -> new Problem(field(violation), violation.getMessage()))
                .sorted(Comparator.comparing(Problem::field))
                .toList();
        String detail = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        return ProblemDetails.of(ErrorCode.INVALID_REQUEST, detail, problems).response();
    }

    /** A body that is not JSON, or of another shape. */
    @ServerExceptionMapper(priority = 1)
    Response of(JsonProcessingException e) {
        String field = e instanceof JsonMappingException mapping ? field(mapping) : "";
        JsonLocation place = e.getLocation();
        String where = place == null ? "" : " (line %d, column %d)".formatted(place.getLineNr(), place.getColumnNr());
        Problem problem = new Problem(field, e.getOriginalMessage() + where);
        return ProblemDetails.of(ErrorCode.INVALID_REQUEST, "the body cannot be read: " + problem, List.of(problem))
                .response();
    }

    /** The same, told apart by the framework, which would answer in its own form. */
    @ServerExceptionMapper(priority = 1)
    Response of(MismatchedInputException e) {
        return of((JsonProcessingException) e);
    }

    /** What the framework itself refuses: unknown paths, methods, media types, malformed parameters. */
    @ServerExceptionMapper
    Response of(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return of(json);
        }
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            return defect(e);
        }
        if (status < 400) {
            return e.getResponse();
        }
        ErrorCode code = status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_REQUEST;
        return ProblemDetails.of(status, code, String.valueOf(e.getMessage()), List.of())
                .response();
    }

    /** Anything else is a defect of ours. */
    @ServerExceptionMapper
    Response of(Exception e) {
        return defect(e);
    }

    private static Response defect(Exception e) {
        String incident = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.error("request failed, incident {}", incident, e);
        return ProblemDetails.of(
                        500,
                        ErrorCode.INTERNAL,
                        "the request failed by a defect of the service; its log says more under incident " + incident,
                        List.of())
                .response();
    }

    /** Without the name of the Java method that comes first. */
    private static String field(ConstraintViolation<?> violation) {
        return StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .map(Path.Node::getName)
                .skip(1)
                .collect(Collectors.joining("."));
    }

    private static String field(JsonMappingException e) {
        StringBuilder field = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return field.toString();
    }
}
