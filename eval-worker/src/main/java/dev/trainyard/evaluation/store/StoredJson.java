package dev.trainyard.evaluation.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.wire.WireJson;

/** Values of contracts as they stand in a column: the same JSON as in events. */
public final class StoredJson {
    private StoredJson() {}

    public static String write(Object value) {
        try {
            return WireJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass().getName() + " cannot be written as JSON", e);
        }
    }

    public static <T> T read(String json, Class<T> type) {
        try {
            return WireJson.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " cannot be read", e);
        }
    }
}
