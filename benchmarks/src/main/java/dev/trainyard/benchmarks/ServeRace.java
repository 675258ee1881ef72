package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Our model server against llama.cpp's, as their clients see them: the first text and the speed of one request, and of
 * several at once. Both stay up and take turns.
 */
final class ServeRace {
    static final String MODEL = "bench";

    private static final int TOKENS = 128;
    private static final int AT_ONCE = 8;
    /** Tokens of all requests at once, prompts included, with room to spare. */
    private static final int PEER_CONTEXT = 4096;

    private static final int OUR_PORT = 18_731;
    private static final int PEER_PORT = 18_732;
    /** Characters with which texts of the same model begin: more than three random tokens. */
    private static final int ALIKE = 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Fixture fixture;
    private final List<JsonNode> prompts = new ArrayList<>();

    ServeRace(Settings settings) {
        this.settings = settings;
        this.fixture = Fixture.of(settings);
        try {
            for (String line : Files.readAllLines(fixture.prompts())) {
                prompts.add(JSON.readTree(line).path("input_ids"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one side did in one round. */
    private record Turn(Answer alone, List<Answer> together) {
        double firstMillis() {
            return 1000 * alone.firstSeconds();
        }

        double aloneTokensPerSecond() {
            return alone.tokensPerSecond();
        }

        double togetherTokensPerSecond() {
            double last = together.stream().mapToDouble(Answer::seconds).max().orElse(0);
            return together.stream().mapToInt(Answer::tokens).sum() / last;
        }

        /** Of the whole request, prompt included. */
        double wholeTokensPerSecond() {
            return alone.tokens() / alone.seconds();
        }
    }

    /** @param peer llama-server; without it nothing is compared */
    Report run(Optional<Path> peer) {
        Path logs = settings.work().resolve("logs");
        Program ours = new Ours(settings).server("trainyard", fixture.model(), OUR_PORT);
        List<ServerUnderTest> servers = new ArrayList<>();
        try {
            servers.add(ServerUnderTest.start(ours, OUR_PORT, logs));
            peer.ifPresent(program -> servers.add(ServerUnderTest.start(peer(program), PEER_PORT, logs)));
            return report(peer, servers, turns(servers));
        } finally {
            servers.forEach(ServerUnderTest::close);
        }
    }

    private Program peer(Path program) {
        return new Program(
                "llama.cpp",
                List.of(
                        program.toString(),
                        "-m",
                        gguf().toString(),
                        "--alias",
                        MODEL,
                        "--threads",
                        Integer.toString(settings.threads()),
                        "--parallel",
                        Integer.toString(AT_ONCE),
                        "--ctx-size",
                        Integer.toString(PEER_CONTEXT),
                        "-ctk",
                        "f32",
                        "-ctv",
                        "f32",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(PEER_PORT)),
                Map.of());
    }

    /** The same weights for the peer, by our own export. */
    private Path gguf() {
        // Made anew with the fixture.
        Path folder = fixture.folder().resolve("gguf");
        Path file = folder.resolve("model-F32.gguf");
        if (Files.exists(file)) {
            return file;
        }
        ProcessBuilder export = new ProcessBuilder(
                        settings.root().resolve("trainyard").toString(),
                        "export",
                        "--model",
                        fixture.model().toString(),
                        "--target",
                        "gguf",
                        "--quantization",
                        "f32",
                        "--output",
                        folder.toString())
                .inheritIO();
        export.environment().put("TRAINYARD_SKIP_BUILD", "1");
        try {
            if (export.start().waitFor() != 0 || !Files.exists(file)) {
                throw new BenchmarkFailure("the model could not be exported to " + file);
            }
            return file;
        } catch (IOException e) {
            throw new BenchmarkFailure("the model could not be exported to " + file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    private Map<String, List<Turn>> turns(List<ServerUnderTest> servers) {
        Map<String, List<Turn>> turns = new LinkedHashMap<>();
        for (int round = 0; round < settings.warmUp() + settings.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                ServerUnderTest server = servers.get((round + i) % servers.size());
                Answer alone = server.answers(requests(round, 1)).getFirst();
                Turn turn = new Turn(alone, server.answers(requests(round, AT_ONCE)));
                if (round >= settings.warmUp()) {
                    turns.computeIfAbsent(server.name(), name -> new ArrayList<>())
                            .add(turn);
                }
            }
        }
        return turns;
    }

    private List<ObjectNode> requests(int round, int count) {
        return IntStream.range(round, round + count)
                .mapToObj(i -> {
                    ObjectNode request = JSON.createObjectNode()
                            .put("model", MODEL)
                            .put("max_tokens", TOKENS)
                            .put("temperature", 0)
                            .put("stream", true)
                            // The peer would keep what it has read before.
                            .put("cache_prompt", false);
                    request.putObject("stream_options").put("include_usage", true);
                    request.set("prompt", prompts.get(i % prompts.size()));
                    return request;
                })
                .toList();
    }

    private Report report(Optional<Path> peer, List<ServerUnderTest> servers, Map<String, List<Turn>> turns) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "side",
                "first text of one request, ms",
                "tokens/s of one request, after the first",
                "the same with its prompt",
                "tokens/s of " + AT_ONCE + " requests",
                AT_ONCE + " to one",
                "peak MiB"));
        ObjectNode details = JSON.createObjectNode();
        for (ServerUnderTest server : servers) {
            List<Turn> own = turns.getOrDefault(server.name(), List.of());
            Ratio gain = spread(own, turn -> turn.togetherTokensPerSecond() / turn.wholeTokensPerSecond());
            table.add(List.of(
                    server.name(),
                    shown(spread(own, Turn::firstMillis)),
                    shown(spread(own, Turn::aloneTokensPerSecond)),
                    shown(spread(own, Turn::wholeTokensPerSecond)),
                    shown(spread(own, Turn::togetherTokensPerSecond)),
                    gain.toString(),
                    Long.toString(server.peakMegabytes())));
            ObjectNode node = details.putObject(server.name());
            own.forEach(turn -> node.withArray("/rounds")
                    .addObject()
                    .put("first_text_ms", turn.firstMillis())
                    .put("tokens_per_second", turn.aloneTokensPerSecond())
                    .put("tokens_per_second_with_prompt", turn.wholeTokensPerSecond())
                    .put("tokens_per_second_at_once", turn.togetherTokensPerSecond()));
        }
        List<String> notes = new ArrayList<>(List.of("Medians of the rounds; the gain by " + AT_ONCE
                + " requests at once is that over whole requests, with quartiles."));
        if (peer.isPresent()) {
            notes.addAll(
                    compared(turns.getOrDefault("trainyard", List.of()), turns.getOrDefault("llama.cpp", List.of())));
        }
        return new Report("serve", setup(peer), table, notes, details);
    }

    private static List<String> compared(List<Turn> ours, List<Turn> theirs) {
        long same = 0;
        for (int i = 0; i < ours.size(); i++) {
            requireSameWork(i, ours.get(i).alone, theirs.get(i).alone);
            same += readable(ours.get(i).alone).equals(readable(theirs.get(i).alone)) ? 1 : 0;
        }
        return List.of(
                "Ours to llama.cpp's, medians of the rounds' ratios: first text "
                        + ratio(ours, theirs, Turn::firstMillis) + ", tokens/s of one request "
                        + ratio(ours, theirs, Turn::aloneTokensPerSecond) + ", of " + AT_ONCE + " "
                        + ratio(ours, theirs, Turn::togetherTokensPerSecond) + ".",
                "Both sides gave as many tokens and began alike in each round; " + same + " of " + ours.size()
                        + " texts are the same to their ends.");
    }

    /**
     * As many tokens of the same model. Its weights are random, so its likeliest tokens are close to each other, and sums
     * in another order decide between two of them sooner or later; until then the texts are the same.
     */
    private static void requireSameWork(int round, Answer ours, Answer theirs) {
        String own = readable(ours);
        String other = readable(theirs);
        int alike = Arrays.mismatch(own.toCharArray(), other.toCharArray());
        if (ours.tokens() != theirs.tokens() || (alike >= 0 && alike < ALIKE)) {
            throw new BenchmarkFailure("the sides do not do the same work: in round " + round + " ours gave "
                    + ours.tokens() + " tokens, '" + start(own) + "…', the other " + theirs.tokens() + ", '"
                    + start(other) + "…'");
        }
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), 2 * ALIKE));
    }

    /** Without the bytes of a random text that are no characters, which each side replaces in its own way. */
    private static String readable(Answer answer) {
        return answer.text().replaceAll("[^ -~]", "");
    }

    private static Ratio ratio(List<Turn> ours, List<Turn> theirs, ToDoubleFunction<Turn> number) {
        return Ratio.of(IntStream.range(0, ours.size())
                .mapToDouble(i -> number.applyAsDouble(ours.get(i)) / number.applyAsDouble(theirs.get(i)))
                .toArray());
    }

    private static Ratio spread(List<Turn> turns, ToDoubleFunction<Turn> number) {
        return Ratio.of(turns.stream().mapToDouble(number).toArray());
    }

    private static String shown(Ratio spread) {
        return String.format(Locale.ROOT, "%.0f (%.0f–%.0f)", spread.median(), spread.lower(), spread.upper());
    }

    private Map<String, String> setup(Optional<Path> peer) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put(
                "work",
                "greedy, " + TOKENS + " tokens after a prompt of 32, streamed, one request and " + AT_ONCE
                        + " at once");
        setup.put("model", "random Llama of 27.8 M parameters (benchmarks/llama-28m.json), float32 on both sides");
        setup.put("threads", Integer.toString(settings.threads()));
        setup.put("rounds", settings.rounds() + " after " + settings.warmUp() + " of warm-up, in turn");
        setup.putAll(Machine.description());
        peer.ifPresent(program -> setup.put("llama.cpp", version(program) + ", keys and values in float32"));
        return setup;
    }

    private static String version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            try (var lines = process.inputReader()) {
                return lines.lines()
                        .filter(line -> line.startsWith("version"))
                        .findFirst()
                        .orElse("unknown version");
            }
        } catch (IOException e) {
            throw new BenchmarkFailure(program + " cannot be started", e);
        }
    }
}
