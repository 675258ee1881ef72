package dev.trainyard.messaging;

import dev.trainyard.contracts.wire.EventCodec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The codec of this service: its name is the source of the events it sends. */
@Singleton
final class Codec {
    @Produces
    @Singleton
    EventCodec codec(@ConfigProperty(name = "quarkus.application.name") String service) {
        return new EventCodec(service);
    }
}
