package dev.trainyard.gateway.app;

import dev.trainyard.gateway.domain.StoredEvent;

/** What a follower of a job gets. */
public sealed interface FeedItem {
    /** Something happened to the job. */
    record Happened(StoredEvent event) implements FeedItem {}

    /** Nothing happened for a while; sent so that a connection nobody reads from any more is noticed. */
    record Quiet() implements FeedItem {}
}
