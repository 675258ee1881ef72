package dev.trainyard.registry.http;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.registry.domain.ModelSearch;
import dev.trainyard.registry.domain.Statistics;
import dev.trainyard.rest.Answer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;

/** The registry as a whole. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class RegistryResource {
    private final ModelSearch search;
    private final ArtifactStore artifacts;

    RegistryResource(ModelSearch search, ArtifactStore artifacts) {
        this.search = search;
        this.artifacts = artifacts;
    }

    /** What the registry holds, in numbers. */
    @GET
    @Path("/statistics")
    public Answer<Statistics> statistics() {
        return Answer.of(search.statistics());
    }

    /**
     * Whether the registry can do its work.
     *
     * @param status {@code up}; an error is answered where it is not
     * @param freeBytes room for further artifacts
     */
    record Health(String status, long models, long versions, long freeBytes) {}

    /** Asks the database and the artifacts folder. Errors: UNAVAILABLE where one of them does not answer. */
    @GET
    @Path("/health")
    public Answer<Health> health() {
        try {
            Statistics held = search.statistics();
            java.nio.file.Path store = artifacts.folder("models");
            if (!Files.isWritable(store)) {
                throw new IOException(store + " cannot be written to");
            }
            long free = Files.getFileStore(store).getUsableSpace();
            return Answer.of(new Health("up", held.models(), held.versions(), free));
        } catch (IOException | RuntimeException e) {
            throw new TrainyardException(ErrorCode.UNAVAILABLE, "the registry cannot work: " + e.getMessage(), e);
        }
    }
}
