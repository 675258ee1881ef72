package dev.trainyard.deploy.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings under {@code trainyard}. */
@ConfigMapping(prefix = "trainyard")
public interface DeployConfig {
    /** Root folder of the artifacts, shared by the services. */
    Path artifacts();

    /** The model servers this service starts. */
    Serving serving();

    /** The model registry. */
    Registry registry();

    /** The address at which models are asked. */
    FrontDoor frontDoor();

    /** Other targets than our own servers. */
    Publishing publishing();

    /** Settings under {@code trainyard.front-door}. */
    interface FrontDoor {
        /** Address it binds to. */
        @NotBlank
        @WithDefault("127.0.0.1")
        String host();

        /** 0 = any free one, which changes with each start. */
        @Min(0)
        @Max(65535)
        @WithDefault("8085")
        int port();

        /** Host name in the endpoints that users are told; default: {@link #host}. */
        Optional<String> advertisedHost();
    }

    /** Settings under {@code trainyard.registry}. */
    interface Registry {
        /** Base URL of registry-service. */
        @WithDefault("http://localhost:8082")
        URI url();
    }

    /** Settings under {@code trainyard.publishing}. */
    interface Publishing {
        /** How often what is published is asked whether it still answers; 1 second to 1 day. */
        @WithDefault("1m")
        Duration checkInterval();

        /** Tries of one step that may succeed when it is repeated, before the deployment has failed; 1 to 20. */
        @Min(1)
        @Max(20)
        @WithDefault("3")
        int tries();

        /** Pause between two tries. */
        @WithDefault("5s")
        Duration pause();
    }

    /** Settings under {@code trainyard.serving}. */
    interface Serving {
        /** Address the model servers bind to; users reach them over the front door. */
        @NotBlank
        @WithDefault("127.0.0.1")
        String host();

        /** Heap of one model server, as for {@code -Xmx}; weights live outside of the heap. */
        @Pattern(regexp = "[0-9]+[kmgKMG]")
        @WithDefault("256m")
        String maxHeap();

        /** The most time for which a server is warmed up before it is asked; 0 to 10 minutes, in whole seconds. */
        @WithDefault("5s")
        Duration warmUp();

        /** How often servers are looked after; 100 ms to 1 minute. */
        @WithDefault("500ms")
        Duration checkInterval();

        /** How often it is told how much deployments are used; 100 ms to 1 hour. */
        @WithDefault("10s")
        Duration usageInterval();

        /** How long a server that is stopped may go on answering what it has accepted; then it is killed. */
        @WithDefault("12s")
        Duration drain();

        /** How a server that died is started again. */
        Restart restart();

        /** How servers that run are looked after. */
        Health health();
    }

    /** Settings under {@code trainyard.serving.health}. */
    interface Health {
        /** Pause between two questions whether a server answers at all; 100 ms to 1 hour. */
        @WithDefault("2s")
        Duration interval();

        /** How long a sign of life may take; 100 ms to 10 minutes. */
        @WithDefault("10s")
        Duration patience();

        /** Failures in a row after which a server counts as hanging and is killed; 1 to 100. */
        @Min(1)
        @Max(100)
        @WithDefault("3")
        int failures();

        /** A server that nobody got a good answer of for so long is asked a real prompt. */
        @WithDefault("1m")
        Duration promptInterval();

        /** Errors, response times and lengths of answers are judged over so long. */
        @WithDefault("30s")
        Duration window();
    }

    /** Settings under {@code trainyard.serving.restart}. */
    interface Restart {
        /** Deaths in a row after which a deployment has failed; 0 to 100. */
        @Min(0)
        @Max(100)
        @WithDefault("5")
        int limit();

        /** Pause before the second start in a row; it doubles from there. */
        @WithDefault("1s")
        Duration firstPause();

        /** The pause does not grow beyond this. */
        @WithDefault("1m")
        Duration longestPause();

        /** A server that lived this long has recovered, and its deaths are counted from one again. */
        @WithDefault("5m")
        Duration stableAfter();
    }
}
