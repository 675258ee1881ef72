package dev.trainyard.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.registry.app.AliasBook;
import dev.trainyard.registry.app.Catalog;
import dev.trainyard.registry.app.ChangedMeanwhile;
import dev.trainyard.registry.app.Imports;
import dev.trainyard.registry.domain.Aliases;
import dev.trainyard.registry.domain.AuditEntry;
import dev.trainyard.registry.domain.AuditLog;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.ModelSearch;
import dev.trainyard.registry.domain.ModelType;
import dev.trainyard.registry.domain.RegisteredModel;
import dev.trainyard.registry.domain.VersionHistory;
import dev.trainyard.rest.Answer;
import dev.trainyard.rest.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Models: registered, found, described and deleted. */
@Path("/models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ModelResource {
    private final ModelRegistry registry;
    private final ModelSearch search;
    private final Imports imports;
    private final Catalog catalog;
    private final AliasBook aliasBook;
    private final Aliases aliases;
    private final VersionHistory history;
    private final AuditLog audit;
    private final Caller caller;

    @SuppressWarnings("TooManyParameters")
    ModelResource(
            ModelRegistry registry,
            ModelSearch search,
            Imports imports,
            Catalog catalog,
            AliasBook aliasBook,
            Aliases aliases,
            VersionHistory history,
            AuditLog audit,
            Caller caller) {
        this.registry = registry;
        this.search = search;
        this.imports = imports;
        this.catalog = catalog;
        this.aliasBook = aliasBook;
        this.aliases = aliases;
        this.history = history;
        this.audit = audit;
        this.caller = caller;
    }

    /** All models, by name. */
    @GET
    public Answer<List<ModelView>> models() {
        return Answer.of(registry.models().stream().map(this::view).toList());
    }

    /** Registers a model that was trained elsewhere; 200 where the same files have a version already. */
    @POST
    public Response register(JsonNode body) {
        Imports.Result result = imports.register(ImportBody.read(body), caller.name());
        VersionView version = VersionView.of(result.version());
        Response.ResponseBuilder response = result.added()
                ? Response.created(URI.create("/models/" + version.name() + "/versions/" + version.number()))
                : Response.ok();
        return response.entity(Answer.of(version)).build();
    }

    /** A page of models that match, by name. */
    @POST
    @Path("/search")
    public Answer<SearchView> search(JsonNode body) {
        return Answer.of(SearchView.of(search.find(SearchBody.read(body)), this::view));
    }

    /** One model; {@code ETag} stands for what is said about it. */
    @GET
    @Path("/{name}")
    public Response model(@RestPath String name) {
        RegisteredModel model = catalog.model(name);
        return tagged(model, ModelView.of(model, aliases.of(name), Optional.of(history.exports(name))));
    }

    private static Response tagged(RegisteredModel model, ModelView view) {
        return Response.ok(Answer.of(view))
                .header("ETag", "\"" + model.descriptionTag() + "\"")
                .build();
    }

    /** Replaces what is said about a model; what the body leaves out stays. 412 where {@code If-Match} is another ETag. */
    @PUT
    @Path("/{name}")
    public Response describe(@RestPath String name, @RestHeader("If-Match") Optional<String> ifMatch, JsonNode body) {
        BodyFields fields = new BodyFields(body, Set.of("description", "tags", "type"));
        Catalog.Change change = new Catalog.Change(
                fields.choice("type", ModelType.values()),
                fields.text("description"),
                fields.has("tags") ? Optional.of(fields.texts("tags")) : Optional.empty());
        fields.check();
        Optional<String> seen =
                ifMatch.map(tag -> tag.strip().replaceAll("^\"|\"$", "")).filter(tag -> !tag.equals("*"));
        try {
            RegisteredModel model = catalog.describe(name, change, seen, caller.name());
            return tagged(model, view(model));
        } catch (ChangedMeanwhile e) {
            throw new ClientErrorException(e.getMessage(), Response.Status.PRECONDITION_FAILED, e);
        }
    }

    /** Hides a model; refused while it is in use. */
    @DELETE
    @Path("/{name}")
    public Answer<ModelView> delete(@RestPath String name) {
        return Answer.of(view(catalog.delete(name, caller.name())));
    }

    /** The aliases of a model. */
    @GET
    @Path("/{name}/aliases")
    public Answer<List<AliasView>> aliases(@RestPath String name) {
        return Answer.of(aliasBook.of(name).stream().map(AliasView::of).toList());
    }

    /** Lets an alias stand for a version. */
    @PUT
    @Path("/{name}/aliases/{alias}")
    public Answer<AliasView> move(@RestPath String name, @RestPath String alias, JsonNode body) {
        AliasMove move = AliasMove.read(body);
        return Answer.of(AliasView.of(aliasBook.move(name, alias, move.version(), move.expected(), caller.name())));
    }

    /** Removes an alias. */
    @DELETE
    @Path("/{name}/aliases/{alias}")
    public Answer<AliasView> remove(@RestPath String name, @RestPath String alias) {
        return Answer.of(AliasView.of(aliasBook.remove(name, alias, caller.name())));
    }

    /** Who changed what, newest first; also of a model that was deleted. {@code who}: what one user or service changed. */
    @GET
    @Path("/{name}/audit")
    public Answer<List<AuditEntry>> audit(
            @RestPath String name,
            @RestQuery Optional<String> who,
            @RestQuery @DefaultValue("9223372036854775807") long before,
            @RestQuery @DefaultValue("100") @Min(1) @Max(1000) int limit) {
        List<AuditEntry> entries = audit.of(name, who, before, limit);
        if (entries.isEmpty()) {
            catalog.model(name);
        }
        return Answer.of(entries);
    }

    private ModelView view(RegisteredModel model) {
        return ModelView.of(model, aliases.of(model.name()), Optional.empty());
    }
}
