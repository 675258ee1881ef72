package dev.trainyard.contracts.wire;

import java.util.Map;

/**
 * An event in CloudEvents 1.0 binary mode, ready for Kafka.
 *
 * @param topic from {@link Topics}
 * @param key the event's subject
 * @param headers {@code ce_specversion, ce_id, ce_type, ce_source, ce_subject, ce_time, content-type}
 * @param body JSON, UTF-8
 */
public record EventRecord(String topic, String key, Map<String, String> headers, String body) {}
