package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A result as people read it and as programs do: {@code <what>_<hardware>_<yyyy-mm>.md} and {@code .json}.
 *
 * @param what file name and heading
 * @param setup what was run, by name
 * @param table header first; printed as it is
 * @param notes sentences below the table
 * @param details everything measured
 */
record Report(
        String what, Map<String, String> setup, List<List<String>> table, List<String> notes, ObjectNode details) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The report of a race of training or generation. */
    static Report ofRace(String what, Map<String, String> setup, String unit, List<Comparison> sides) {
        Map<String, String> all = new LinkedHashMap<>(setup);
        ObjectNode details = JSON.createObjectNode();
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("side", unit + "/s", "speed (quartiles)", "rounds won", "peak MiB", "memory", "BLAS"));
        for (Comparison side : sides) {
            Race.Entry entry = side.entry();
            all.put(entry.name(), entry.ready().toString());
            table.add(List.of(
                    entry.name(),
                    String.format(Locale.ROOT, "%.0f", side.unitsPerSecond()),
                    side.speed().toString(),
                    side.won() + "/" + entry.turns().size(),
                    Long.toString(entry.peakMegabytes()),
                    String.format(Locale.ROOT, "%.2f", side.memory()),
                    entry.blas()));
            details.set(entry.name(), details(side));
        }
        List<String> notes = List.of("Speed and memory are relative to "
                + sides.getLast().entry().name() + "; speed is the median of the rounds' ratios.");
        return new Report(what, all, table, notes, details);
    }

    private static ObjectNode details(Comparison side) {
        ObjectNode node = JSON.createObjectNode()
                .put("units_per_second", side.unitsPerSecond())
                .put("speed", side.speed().median())
                .put("speed_lower_quartile", side.speed().lower())
                .put("speed_upper_quartile", side.speed().upper())
                .put("rounds_won", side.won())
                .put("peak_mib", side.entry().peakMegabytes())
                .put("memory", side.memory())
                .put("blas", side.entry().blas())
                .put("greatest_loss_difference", side.lossDifference());
        ArrayNode seconds = node.putArray("seconds");
        side.entry().turns().forEach(turn -> seconds.add(turn.seconds()));
        return node;
    }

    Report with(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new Report(what, setup, table, all, details);
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# ").append(what).append("\n\n");
        setup.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append('\n');
        for (int row = 0; row < table.size(); row++) {
            text.append("| ").append(String.join(" | ", table.get(row))).append(" |\n");
            if (row == 0) {
                text.append("|---".repeat(table.getFirst().size())).append("|\n");
            }
        }
        notes.forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    /** Writes both files. */
    void write(Settings settings) {
        String month = LocalDate.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyy-MM"));
        String name = what + "_" + settings.hardware() + "_" + month;
        ObjectNode json = JSON.createObjectNode().put("what", what);
        setup.forEach(json.putObject("setup")::put);
        json.set("results", details);
        json.set("notes", JSON.valueToTree(notes));
        try {
            Path folder = Files.createDirectories(settings.results());
            Files.writeString(folder.resolve(name + ".md"), markdown());
            Files.writeString(folder.resolve(name + ".json"), json.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new BenchmarkFailure("the report " + name + " cannot be written to " + settings.results(), e);
        }
    }
}
