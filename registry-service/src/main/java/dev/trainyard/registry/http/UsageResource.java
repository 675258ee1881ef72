package dev.trainyard.registry.http;

import dev.trainyard.registry.app.Versions;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.Usage;
import dev.trainyard.rest.Answer;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** How much models are used. */
@Path("/models/{name}/usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
    private final Versions versions;
    private final Usage usage;

    UsageResource(Versions versions, Usage usage) {
        this.versions = versions;
        this.usage = usage;
    }

    /** By version, the newest first, and day. */
    @GET
    public Answer<List<UsageView>> usage(
            @RestPath String name, @RestQuery @DefaultValue("30") @Min(1) @Max(3660) int days) {
        LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(days - 1L);
        List<UsageView> rows = new ArrayList<>();
        for (RegisteredVersion version : versions.of(name)) {
            usage.of(version.id(), first).forEach(day -> rows.add(UsageView.of(version.reference(), day)));
        }
        return Answer.of(rows);
    }
}
