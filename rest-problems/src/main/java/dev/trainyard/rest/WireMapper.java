package dev.trainyard.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.contracts.wire.WireJson;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** REST speaks the JSON of the events: snake case, ISO-8601 times, absent optionals left out. */
@Singleton
final class WireMapper {
    @Produces
    @Singleton
    ObjectMapper mapper() {
        return WireJson.mapper().copy();
    }
}
