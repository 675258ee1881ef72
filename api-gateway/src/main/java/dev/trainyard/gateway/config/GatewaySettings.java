package dev.trainyard.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** All settings of the gateway beside those of Quarkus. */
@ConfigMapping(prefix = "trainyard")
public interface GatewaySettings {
    /** Root folder of artifacts, shared by the services. Base models and adapters may lie in it. */
    Path artifacts();

    /** Folders that datasets and base models may be read from. */
    @NotEmpty
    List<Path> dataRoots();

    /** Where the registry answers. */
    Peer registry();

    /** Where the evaluation service answers. */
    Peer evaluation();

    /** Where the deployment service answers. */
    Peer deployment();

    /** How event streams are served. */
    Streams streams();

    /** How calls are passed on. */
    Forwarding forwarding();

    /** Another service. */
    interface Peer {
        /** Base URL, such as {@code http://localhost:8082}. */
        URI url();
    }

    /** Event streams (SSE and WebSocket). */
    interface Streams {
        /** Time after which an idle stream looks for events by itself, and an idle SSE stream sends a comment. */
        @WithDefault("10S")
        Duration heartbeat();

        /** Streams open at the same time, 1 to 100000; one more is refused. */
        @Min(1)
        @Max(100_000)
        @WithDefault("1000")
        int most();
    }

    /** Calls that are passed on to other services. */
    interface Forwarding {
        /** Time in which a connection must be made. */
        @WithDefault("2S")
        Duration connectTimeout();

        /** Time in which the answer must begin. */
        @WithDefault("30S")
        Duration answerTimeout();

        /** The same for a model to be registered: its files are copied and hashed before. */
        @WithDefault("30M")
        Duration registrationTimeout();
    }
}
