package dev.trainyard.gateway.http;

import dev.trainyard.gateway.app.FeedItem;
import dev.trainyard.gateway.app.JobFeed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/** A job's events as server-sent events. */
@Path("/api/training/jobs/{id}/events")
@Tag(name = "Jobs")
public class JobEventsResource {
    private final JobFeed feed;

    JobEventsResource(JobFeed feed) {
        this.feed = feed;
    }

    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @Operation(
            summary = "Follow a job",
            description = "The events after `Last-Event-ID` (all without it), then new ones as they come, until the job"
                    + " is settled.")
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id, @HeaderParam("Last-Event-ID") Optional<String> last, @Context Sse sse) {
        return feed.follow(JobIds.known(id), Position.after(last)).map(item -> event(item, sse));
    }

    private static OutboundSseEvent event(FeedItem item, Sse sse) {
        return switch (item) {
            case FeedItem.Happened(var event) ->
                sse.newEventBuilder()
                        .name(event.type())
                        .id(String.valueOf(event.number()))
                        .mediaType(MediaType.TEXT_PLAIN_TYPE)
                        .data(event.message())
                        .build();
            case FeedItem.Quiet quiet ->
                sse.newEventBuilder().comment("nothing new").build();
        };
    }
}
