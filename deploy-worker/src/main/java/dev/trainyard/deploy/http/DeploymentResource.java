package dev.trainyard.deploy.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.app.DeploymentLedger;
import dev.trainyard.deploy.domain.Deployments;
import dev.trainyard.rest.Answer;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/** What is served, and the user's wish to serve it no longer. */
@Path("/deployments")
@Produces(MediaType.APPLICATION_JSON)
public class DeploymentResource {
    private static final int MOST = 500;

    private final Deployments deployments;
    private final DeploymentLedger ledger;

    DeploymentResource(Deployments deployments, DeploymentLedger ledger) {
        this.deployments = deployments;
        this.ledger = ledger;
    }

    /** Newest first; {@code name} and {@code status} narrow the list. */
    @GET
    @Transactional
    public Answer<List<DeploymentView>> list(
            @QueryParam("name") Optional<String> name,
            @QueryParam("status") Optional<String> status,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "limit is " + limit + ", expected 1 to " + MOST);
        }
        return Answer.of(deployments.list(name, status, limit).stream()
                .map(DeploymentView::of)
                .toList());
    }

    /** One deployment. */
    @GET
    @Path("/{id}")
    @Transactional
    public Answer<DeploymentView> show(@PathParam("id") String id) {
        DeploymentId known = id(id);
        return Answer.of(DeploymentView.of(deployments.find(known).orElseThrow(() -> DeploymentLedger.unknown(known))));
    }

    /** Ends a deployment; its server answers what it has accepted, then stops. One that has ended stays as it is. */
    @DELETE
    @Path("/{id}")
    public Answer<DeploymentView> stop(@PathParam("id") String id) {
        return Answer.of(DeploymentView.of(ledger.stop(id(id))));
    }

    private static DeploymentId id(String text) {
        try {
            return new DeploymentId(text);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.NOT_FOUND, "no deployment \"" + text + "\": " + e.getMessage(), e);
        }
    }
}
