package dev.trainyard.trainer.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Headers of a record as text. */
final class RecordHeaders {
    private RecordHeaders() {}

    static Map<String, String> of(ConsumerRecord<String, String> taken) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : taken.headers()) {
            byte[] value = header.value();
            if (value != null) {
                headers.put(header.key(), new String(value, UTF_8));
            }
        }
        return headers;
    }
}
