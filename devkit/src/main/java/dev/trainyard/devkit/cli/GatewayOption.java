package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.GatewayClient;
import java.net.URI;
import picocli.CommandLine.Option;

/** {@code --url}: which gateway is asked. */
final class GatewayOption {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:TRAINYARD_URL:-http://127.0.0.1:8080}",
            description = "Gateway to ask (default: $TRAINYARD_URL, or ${DEFAULT-VALUE}).")
    URI url = URI.create("http://127.0.0.1:8080");

    GatewayClient client() {
        return new GatewayClient(url);
    }
}
