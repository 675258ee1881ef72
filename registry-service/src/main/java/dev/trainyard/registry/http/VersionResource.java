package dev.trainyard.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.registry.app.Comparisons;
import dev.trainyard.registry.app.LineageTracing;
import dev.trainyard.registry.app.Versions;
import dev.trainyard.registry.domain.Alias;
import dev.trainyard.registry.domain.Aliases;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionHistory;
import dev.trainyard.rest.Answer;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Versions: resolved, listed with what changed, compared and traced. */
@Path("/models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class VersionResource {
    private static final int FEWEST = 2;
    private static final int MOST = 10;

    private final Versions versions;
    private final VersionHistory history;
    private final Aliases aliases;
    private final Comparisons comparisons;
    private final LineageTracing lineage;

    VersionResource(
            Versions versions,
            VersionHistory history,
            Aliases aliases,
            Comparisons comparisons,
            LineageTracing lineage) {
        this.versions = versions;
        this.history = history;
        this.aliases = aliases;
        this.comparisons = comparisons;
        this.lineage = lineage;
    }

    /** The versions of a model, newest first, each with what changed from the one before. */
    @GET
    @Path("/{name}/versions")
    @Transactional
    public Answer<List<VersionInLine>> versions(@RestPath String name) {
        List<RegisteredVersion> all = versions.of(name);
        List<Alias> named = aliases.of(name);
        List<VersionInLine> line = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            RegisteredVersion version = all.get(i);
            line.add(new VersionInLine(
                    VersionView.of(version, history.exports(version.id())),
                    named.stream()
                            .filter(alias -> alias.versionId().equals(version.id()))
                            .map(Alias::alias)
                            .toList(),
                    history.metrics(version.id()),
                    i + 1 < all.size() ? Optional.of(comparisons.step(all.get(i + 1), version)) : Optional.empty()));
        }
        return Answer.of(line);
    }

    /** One version, by number, alias or {@code latest}. */
    @GET
    @Path("/{name}/versions/{version}")
    public Answer<VersionView> version(@RestPath String name, @RestPath String version) {
        return Answer.of(view(name + "/" + version));
    }

    /** The version that a reference means, such as {@code course-assistant@champion} or the id of a version. */
    @GET
    @Path("/resolve")
    public Answer<VersionView> resolve(@RestQuery("ref") @NotBlank String reference) {
        return Answer.of(view(reference));
    }

    private VersionView view(String reference) {
        RegisteredVersion version = versions.version(reference);
        return VersionView.of(version, history.exports(version.id()));
    }

    /** Versions side by side. */
    @POST
    @Path("/compare")
    public Answer<ComparisonView> compare(JsonNode body) {
        BodyFields fields = new BodyFields(body, Set.of("versions"));
        fields.check();
        List<String> references = new ArrayList<>();
        body.path("versions").forEach(reference -> references.add(reference.asText()));
        if (references.size() < FEWEST || references.size() > MOST) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "versions: expected a list of " + FEWEST + " to " + MOST
                            + " references, such as [\"tutor/1\", \"tutor@champion\"], found "
                            + body.path("versions"));
        }
        return Answer.of(ComparisonView.of(comparisons.compare(references)));
    }

    /** What a model came from and what came of it; of one version with {@code version}. */
    @GET
    @Path("/{name}/lineage")
    public Answer<LineageView> lineage(@RestPath String name, @RestQuery Optional<String> version) {
        List<RegisteredVersion> start =
                version.isPresent() ? List.of(versions.version(name + "/" + version.get())) : versions.of(name);
        return Answer.of(LineageView.of(lineage.of(start)));
    }
}
