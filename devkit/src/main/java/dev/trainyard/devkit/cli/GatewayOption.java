package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.GatewayClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --url}: which gateway is asked. */
final class GatewayOption {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Gateway to ask (default: $TRAINYARD_URL, the stack that ./trainyard up started, or "
                    + Session.USUAL_GATEWAY + ").")
    private @Nullable URI url;

    GatewayClient client(Session session) {
        return new GatewayClient(url == null ? session.gateway() : url);
    }
}
