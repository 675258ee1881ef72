package dev.trainyard.gateway.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.gateway.app.FeedItem;
import dev.trainyard.gateway.app.JobFeed;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import java.util.Arrays;
import java.util.Optional;

/**
 * A job's events over a WebSocket: the same messages as the SSE stream. {@code ?after=N} goes on after event N. The
 * server closes the socket once the job is settled.
 */
@WebSocket(path = "/api/training/jobs/{id}/ws")
public class JobSocket {
    /** The status of HTTP in the range for applications. */
    private static final int NOT_FOUND = 4404;

    private static final int UNAVAILABLE = 4503;

    private final JobFeed feed;

    JobSocket(JobFeed feed) {
        this.feed = feed;
    }

    @OnOpen
    @Blocking
    public Multi<String> open(@PathParam("id") String id, WebSocketConnection connection) {
        try {
            return feed.follow(JobIds.known(id), Position.after(after(connection)))
                    .onItem()
                    .transformToMultiAndConcatenate(JobSocket::message)
                    .onCompletion()
                    .call(() -> connection.close(new CloseReason(1000, "the job is settled")));
        } catch (TrainyardException e) {
            int code = e.code() == ErrorCode.NOT_FOUND ? NOT_FOUND : UNAVAILABLE;
            connection.closeAndAwait(new CloseReason(code, e.getMessage()));
            return Multi.createFrom().empty();
        }
    }

    private static Multi<String> message(FeedItem item) {
        return switch (item) {
            case FeedItem.Happened(var event) -> Multi.createFrom().item(event.message());
            case FeedItem.Quiet quiet -> Multi.createFrom().empty();
        };
    }

    private Optional<String> after(WebSocketConnection connection) {
        String query = connection.handshakeRequest().query();
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&"))
                        .filter(part -> part.startsWith("after="))
                        .map(part -> part.substring("after=".length()))
                        .findFirst();
    }
}
