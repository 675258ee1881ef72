package dev.trainyard.gateway.http;

import dev.trainyard.gateway.config.GatewaySettings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.security.Principal;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Models, evaluations, exports and deployments, and the registry's numbers and health: passed on to the services that
 * own them. Of two owners that begin alike the longer one stands first in the path: the first that fits is taken.
 */
@Path("/api/training/{owner: models|statistics|health|evaluate|evaluations|exports|deployments|deploy}{rest: (/.*)?}")
@Tag(name = "Models, evaluations, exports and deployments")
public class ForwardedResource {
    private static final String ROOT = "/api/training";
    private static final Pattern EXPORT = Pattern.compile("/[^/]+(/\\d+)?/(export|compress)/?");
    private static final byte[] EMPTY = {};

    private final Forwarder forwarder;
    private final GatewaySettings settings;
    private final SecurityContext security;

    ForwardedResource(Forwarder forwarder, GatewaySettings settings, @Context SecurityContext security) {
        this.forwarder = forwarder;
        this.settings = settings;
        this.security = security;
    }

    @GET
    @Operation(summary = "Read from the registry, the evaluation or the deployment service")
    public Response read(
            @PathParam("owner") String owner,
            @PathParam("rest") String rest,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context Request request) {
        return forward(owner, rest, uri, headers, request, EMPTY);
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Ask the registry, the evaluation or the deployment service to do something")
    public Response act(
            @PathParam("owner") String owner,
            @PathParam("rest") String rest,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context Request request,
            byte @Nullable [] body) {
        return forward(owner, rest, uri, headers, request, body == null ? EMPTY : body);
    }

    @PUT
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Change something, such as what is said about a model or where an alias stands")
    public Response change(
            @PathParam("owner") String owner,
            @PathParam("rest") String rest,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context Request request,
            byte @Nullable [] body) {
        return act(owner, rest, uri, headers, request, body);
    }

    @DELETE
    @Operation(summary = "Remove something, such as a deployment")
    public Response remove(
            @PathParam("owner") String owner,
            @PathParam("rest") String rest,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context Request request) {
        return forward(owner, rest, uri, headers, request, EMPTY);
    }

    private Response forward(
            String owner, String rest, UriInfo uri, HttpHeaders headers, Request request, byte[] body) {
        URI asked = uri.getRequestUri();
        Principal user = security.getUserPrincipal();
        Forwarder.Call call = new Forwarder.Call(
                request.getMethod(),
                ForwardedPath.of(asked.getRawPath().substring(ROOT.length())),
                Objects.requireNonNullElse(asked.getRawQuery(), ""),
                Forwarder.passedOn(headers::getHeaderString),
                body,
                user == null ? "" : Objects.requireNonNullElse(user.getName(), ""));
        return forwarder.forward(service(owner, rest), call);
    }

    /** A model is exported where it is scored: its files must give the same answers. */
    private URI service(String owner, String rest) {
        return switch (owner) {
            case "models" ->
                EXPORT.matcher(rest).matches()
                        ? settings.evaluation().url()
                        : settings.registry().url();
            case "statistics", "health" -> settings.registry().url();
            case "evaluate", "evaluations", "exports" -> settings.evaluation().url();
            default -> settings.deployment().url();
        };
    }
}
