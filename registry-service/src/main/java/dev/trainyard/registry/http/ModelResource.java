package dev.trainyard.registry.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.VersionReference;
import dev.trainyard.rest.Answer;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Models and versions, to be looked at. They come into being by events alone. */
@Path("/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelResource {
    private final ModelRegistry registry;

    ModelResource(ModelRegistry registry) {
        this.registry = registry;
    }

    /** All models, by name. */
    @GET
    public Answer<List<ModelView>> models() {
        return Answer.of(registry.models().stream().map(ModelView::of).toList());
    }

    /** One model. */
    @GET
    @Path("/{name}")
    public Answer<ModelView> model(@RestPath String name) {
        return Answer.of(registry.findModel(name).map(ModelView::of).orElseThrow(() -> noModel(name)));
    }

    /** The versions of a model, newest first. */
    @GET
    @Path("/{name}/versions")
    public Answer<List<VersionView>> versions(@RestPath String name) {
        List<VersionView> versions =
                registry.versions(name).stream().map(VersionView::of).toList();
        if (versions.isEmpty()) {
            throw noModel(name);
        }
        return Answer.of(versions);
    }

    /** One version, by number or {@code latest}. */
    @GET
    @Path("/{name}/versions/{number}")
    public Answer<VersionView> version(@RestPath String name, @RestPath String number) {
        return Answer.of(resolved(name + "/" + number));
    }

    /** The version that a reference means, such as {@code course-assistant/latest}. */
    @GET
    @Path("/resolve")
    public Answer<VersionView> resolve(@RestQuery("ref") @NotBlank String reference) {
        return Answer.of(resolved(reference));
    }

    private VersionView resolved(String text) {
        VersionReference reference = VersionReference.parse(text);
        return registry.findVersion(reference).map(VersionView::of).orElseThrow(() -> noVersion(reference));
    }

    private static TrainyardException noModel(String name) {
        return new TrainyardException(
                ErrorCode.NOT_FOUND, "there is no model \"" + name + "\": GET /models lists those there are");
    }

    private TrainyardException noVersion(VersionReference reference) {
        return registry.findModel(reference.name())
                .map(model -> new TrainyardException(
                        ErrorCode.NOT_FOUND,
                        "there is no version %s: model \"%s\" has versions 1 to %d"
                                .formatted(reference, model.name(), model.latestNumber())))
                .orElseGet(() -> noModel(reference.name()));
    }
}
