package dev.trainyard.deploy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.app.DeploymentLedger;
import dev.trainyard.deploy.app.DeploymentRequests;
import dev.trainyard.deploy.app.OperatorDecisions;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.Deployments;
import dev.trainyard.deploy.domain.ModelRegistry;
import dev.trainyard.rest.Answer;
import dev.trainyard.rest.Caller;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is served, and what people decide: to serve a version, to promote it, to go back, to serve it no longer. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class DeploymentResource {
    private static final int MOST = 500;
    private static final String LOCATION = "Location";

    private final Deployments deployments;
    private final OperatorDecisions decisions;
    private final DeploymentRequests requests;
    private final ModelRegistry registry;
    private final DeploymentViews views;
    private final Caller caller;

    DeploymentResource(
            Deployments deployments,
            OperatorDecisions decisions,
            DeploymentRequests requests,
            ModelRegistry registry,
            DeploymentViews views,
            Caller caller) {
        this.deployments = deployments;
        this.decisions = decisions;
        this.requests = requests;
        this.registry = registry;
        this.views = views;
        this.caller = caller;
    }

    /**
     * Serves a version: its id, {@code name/number} or {@code name@alias}. One that is served already, or about to be,
     * is answered with its deployment.
     */
    @POST
    @Path("deploy/{reference: .+}")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    public Response deploy(@PathParam("reference") String reference, @Nullable String body)
            throws JsonProcessingException {
        DeployBody wish = DeployBody.read(body == null ? "" : body);
        Deployment deployment = requests.ask(registry.find(reference), wish.wanted(), wish.force(), caller.known());
        return accepted(deployment);
    }

    /** Newest first; {@code name} and {@code status} narrow the list. */
    @GET
    @Path("deployments")
    @Transactional
    public Answer<List<DeploymentView>> list(
            @QueryParam("name") Optional<String> name,
            @QueryParam("status") Optional<String> status,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "limit is " + limit + ", expected 1 to " + MOST);
        }
        return Answer.of(deployments.list(name, status, limit).stream()
                .map(views::inShort)
                .toList());
    }

    /** One deployment with its history. */
    @GET
    @Path("deployments/{id}")
    @Transactional
    public Answer<DeploymentView> show(@PathParam("id") String id) {
        DeploymentId known = id(id);
        return Answer.of(views.whole(deployments.find(known).orElseThrow(() -> DeploymentLedger.unknown(known))));
    }

    /** Ends a deployment; its server answers what it has accepted, then stops. One that has ended stays as it is. */
    @DELETE
    @Path("deployments/{id}")
    @Transactional
    public Answer<DeploymentView> stop(@PathParam("id") String id) {
        return Answer.of(views.whole(decisions.stop(id(id), caller.known())));
    }

    /** Lets a version that is being introduced take all requests at once, also where it is held at its step. */
    @POST
    @Path("deployments/{id}/promote")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    public Answer<DeploymentView> promote(@PathParam("id") String id) {
        return Answer.of(views.whole(decisions.promote(id(id), caller.known())));
    }

    /** Goes back to the version that was served before, and answers with the deployment that serves it. */
    @POST
    @Path("deployments/{id}/rollback")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    public Response rollBack(@PathParam("id") String id) {
        return accepted(decisions.rollBack(id(id), caller.known()));
    }

    private Response accepted(Deployment deployment) {
        return Response.accepted(Answer.of(views.whole(deployment)))
                .header(LOCATION, "/deployments/" + deployment.id())
                .build();
    }

    private static DeploymentId id(String text) {
        try {
            return new DeploymentId(text);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.NOT_FOUND, "no deployment \"" + text + "\": " + e.getMessage(), e);
        }
    }
}
