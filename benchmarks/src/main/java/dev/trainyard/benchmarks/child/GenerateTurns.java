package dev.trainyard.benchmarks.child;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TextModel;
import dev.trainyard.tensor.NativeLibraries;
import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Generates greedily from prompts of token ids, one text a turn: {@code GenerateTurns MODEL PROMPTS NEW_TOKENS}. */
public final class GenerateTurns {
    private GenerateTurns() {}

    public static void main(String[] args) throws IOException {
        Turns turns = new Turns();
        List<int[]> prompts = prompts(Path.of(args[1]));
        SamplingConfig greedy = SamplingConfig.greedy(Integer.parseInt(args[2]));
        try (TextModel model = TextModel.load(Path.of(args[0]))) {
            ObjectNode ready = Turns.line();
            ready.putObject("ready")
                    .put("pytorch", NativeOptions.versions().get("pytorch"))
                    .put("blas", NativeOptions.versions().get("blas"))
                    .put("threads", NativeLibraries.threads());
            turns.say(ready);
            for (int turn = 0; turns.await(); turn++) {
                long started = System.nanoTime();
                Generation text = model.generate(prompts.get(turn % prompts.size()), greedy, piece -> true);
                ObjectNode line = Turns.line().put("seconds", (System.nanoTime() - started) / 1e9);
                text.tokenIds().forEach(line.putArray("ids")::add);
                turns.say(line.put("tokens", text.tokenIds().size()));
            }
        }
    }

    private static List<int[]> prompts(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<int[]> prompts = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            prompts.add(json.convertValue(json.readTree(line).path("input_ids"), int[].class));
        }
        return prompts;
    }
}
