package dev.trainyard.messaging;

import java.util.Map;

/** An event that waits in the outbox. */
record OutboxRow(long id, String topic, String key, Map<String, String> headers, String body) {}
