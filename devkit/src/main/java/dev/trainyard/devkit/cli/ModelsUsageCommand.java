package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models usage}: how much the versions of a model are asked. */
@Command(name = "usage", description = "Shows requests, errors and response times by version and day.")
final class ModelsUsageCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String name = "";

    @Option(names = "--days", paramLabel = "N", defaultValue = "30", description = "Days up to today (default 30).")
    private int days;

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsUsageCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String path = "/models/" + GatewayClient.segment(name) + "/usage?days=" + days;
        Table table = new Table("VERSION", "DAY", "REQUESTS", "REFUSED", "ERRORS", "MEAN", "P50", "P90", "P99");
        GatewayClient.items(gateway.client(session).get(path)).forEach(day -> row(table, day));
        if (table.isEmpty()) {
            session.terminal().line("no requests to " + name + " in the last " + days + " days");
        } else {
            table.print(session.terminal());
        }
        return ExitCode.DONE;
    }

    private static void row(Table table, JsonNode day) {
        table.row(
                day.path("version").asText(),
                day.path("day").asText(),
                day.path("requests").asText(),
                day.path("refused").asText(),
                day.path("errors").asText(),
                seconds(day.path("mean_millis")),
                seconds(day.path("p50_millis")),
                seconds(day.path("p90_millis")),
                seconds(day.path("p99_millis")));
    }

    private static String seconds(JsonNode millis) {
        return Quantity.duration(Duration.ofMillis(Math.round(millis.asDouble())));
    }
}
