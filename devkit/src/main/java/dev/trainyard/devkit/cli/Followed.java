package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Bar;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Something that a service does in the background: on a terminal a bar shows how far it is, elsewhere a line each step.
 *
 * @param path below which the gateway tells of it
 */
record Followed(GatewayClient client, Terminal terminal, String path) {
    private static final long POLL_MILLIS = 400;
    private static final int BAR = 24;
    private static final List<String> UNSETTLED = List.of("queued", "running");

    /**
     * How far it is.
     *
     * @param share of the work, 0 to 1
     * @param step what is being done
     * @param remainingMillis until its end; 0 = not known
     */
    record Progress(double share, String step, long remainingMillis) {}

    /** What came of it. {@code now}: what the gateway has told last. */
    JsonNode settled(JsonNode now, Function<JsonNode, Progress> progress) throws InterruptedException {
        JsonNode view = now;
        String before = "";
        while (UNSETTLED.contains(view.path("status").asText())) {
            Progress shown = progress.apply(view);
            show(shown, before);
            before = shown.step;
            Thread.sleep(POLL_MILLIS);
            view = client.get(path);
        }
        terminal.clearLive();
        return view;
    }

    private void show(Progress now, String before) {
        String left = now.remainingMillis == 0
                ? ""
                : ", " + Quantity.duration(Duration.ofMillis(now.remainingMillis)) + " left";
        terminal.live(List.of(String.format(
                Locale.ROOT, "%s %3.0f %%  %s%s", Bar.of(now.share, BAR), 100 * now.share, now.step, left)));
        if (!terminal.interactive() && !now.step.equals(before)) {
            terminal.line(now.step);
        }
    }
}
