package dev.trainyard.evaluation.http.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.spec.ExportSpec;
import dev.trainyard.contracts.spec.ExportSpecReader;
import dev.trainyard.evaluation.app.export.ExportDesk;
import dev.trainyard.evaluation.app.export.ExportLedger;
import dev.trainyard.evaluation.app.export.RunningExport;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.Exports;
import dev.trainyard.rest.Answer;
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

/** Exports: asked for, followed, downloaded, cancelled and deleted. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ExportResource {
    private static final int MOST = 500;
    private static final List<String> STATUSES =
            List.of("queued", "running", "completed", "refused", "failed", "cancelled", "deleted");

    private final ExportDesk desk;
    private final ExportLedger ledger;
    private final Exports exports;
    private final RunningExport running;
    private final ExportDownloads downloads;

    ExportResource(
            ExportDesk desk, ExportLedger ledger, Exports exports, RunningExport running, ExportDownloads downloads) {
        this.desk = desk;
        this.ledger = ledger;
        this.exports = exports;
        this.running = running;
        this.downloads = downloads;
    }

    /** Exports a version, named by its id, {@code NAME/NUMBER}, {@code NAME@ALIAS} or {@code NAME}. */
    @POST
    @Path("models/{version: .+}/export")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response export(@PathParam("version") String version, JsonNode body) {
        return accepted(version, ExportSpecReader.export(body));
    }

    /** The same under the name of what makes it smaller. */
    @POST
    @Path("models/{version: .+}/compress")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response compress(@PathParam("version") String version, JsonNode body) {
        return accepted(version, ExportSpecReader.compression(body));
    }

    /** 202 while there is something to wait for, 200 where the same request has a result already. */
    private Response accepted(String version, ExportSpec spec) {
        Export export = desk.request(version, spec);
        return Response.status(export.state().settled() ? 200 : 202)
                .header("Location", "/exports/" + export.id())
                .entity(Answer.of(view(export)))
                .build();
    }

    /** Newest first; {@code version} (an id or {@code name/number}) and {@code status} narrow the list. */
    @GET
    @Path("exports")
    @Transactional
    public Answer<List<ExportView>> list(
            @QueryParam("version") Optional<String> version,
            @QueryParam("status") Optional<String> status,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "limit is " + limit + ", expected 1 to " + MOST);
        }
        status.filter(asked -> !STATUSES.contains(asked)).ifPresent(asked -> {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST, "status is \"" + asked + "\", expected one of " + STATUSES);
        });
        return Answer.of(
                exports.list(version, status, limit).stream().map(this::view).toList());
    }

    /** One export. */
    @GET
    @Path("exports/{id}")
    public Answer<ExportView> show(@PathParam("id") String id) {
        return Answer.of(view(ledger.export(id(id))));
    }

    /** One file of an export, or its report, {@code export_report.md} and {@code export_report.json}. */
    @GET
    @Path("exports/{id}/files/{name}")
    @Produces(MediaType.WILDCARD)
    public Response download(@PathParam("id") String id, @PathParam("name") String name) {
        return downloads.file(ledger.export(id(id)), name);
    }

    /** Ends an export that has no result yet, or deletes the files of one that has; nothing but its entry is left of it. */
    @DELETE
    @Path("exports/{id}")
    public Answer<ExportView> end(@PathParam("id") String id) {
        return Answer.of(view(desk.end(id(id))));
    }

    private ExportView view(Export export) {
        return ExportView.of(export, export.state().settled() ? Optional.empty() : running.of(export.id()));
    }

    private static ExportId id(String text) {
        try {
            return new ExportId(text);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.NOT_FOUND, "no export \"" + text + "\": " + e.getMessage(), e);
        }
    }
}
