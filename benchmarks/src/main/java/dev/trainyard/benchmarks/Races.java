package dev.trainyard.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The races there are; each gives a report, and fails where the sides did not do the same work. */
final class Races {
    private static final int ROWS = 4;
    private static final int TEXTS = 64;
    private static final int NEW_TOKENS = 128;

    private final Settings settings;
    private final Fixture fixture;
    private final Ours ours;
    private final Peers peers;

    Races(Settings settings) {
        this.settings = settings;
        this.fixture = Fixture.of(settings);
        this.ours = new Ours(settings);
        this.peers = new Peers(settings);
    }

    /** LoRA steps of 4 rows of 256 tokens. */
    Report train() {
        Training training = new Training(fixture, fixture.rows(), ROWS);
        Map<String, String> setup = setup("LoRA r 16 on all linear maps, AdamW, 4 rows × 256 tokens a step");
        return training(
                "train",
                setup,
                training,
                List.of(
                        ours.training("trainyard", training.config()),
                        ours.training("trainyard-checkpointing", training.checkpointing()),
                        peers.training(
                                "peft-checkpointing", fixture, fixture.rows(), ROWS, ROWS, "--gradient-checkpointing"),
                        peers.training("peft", fixture, fixture.rows(), ROWS, ROWS)));
    }

    /** The same on OpenBLAS. */
    Report openBlas() {
        Training training = new Training(fixture, fixture.rows(), ROWS);
        Map<String, String> setup = setup("LoRA r 16 on all linear maps, AdamW, 4 rows × 256 tokens a step");
        return training(
                "openblas",
                setup,
                training,
                List.of(
                        ours.trainingOnOpenBlas("trainyard-openblas", training.config()),
                        ours.training("trainyard", training.config()),
                        peers.training("peft", fixture, fixture.rows(), ROWS, ROWS)));
    }

    /** Texts at their natural lengths. */
    Report texts() {
        if (settings.texts().isEmpty()) {
            throw new BenchmarkFailure("the race texts needs --texts: a file with lines of {\"text\": …}");
        }
        Training training = new Training(fixture, fixture.texts(), TEXTS);
        Map<String, String> setup = setup("LoRA r 16 on all linear maps, AdamW, the same " + TEXTS
                + " texts a step on every side; the peer's batches are padded to their longest text");
        return training(
                "texts",
                setup,
                training,
                List.of(
                        ours.training("trainyard", training.config()),
                        peers.training("peft-batches-of-" + TEXTS, fixture, fixture.texts(), TEXTS, TEXTS),
                        peers.training("peft-batches-of-" + ROWS, fixture, fixture.texts(), TEXTS, ROWS)));
    }

    private Report training(String what, Map<String, String> setup, Training training, List<Program> programs) {
        List<Race.Entry> entries = new Race(settings, programs).run();
        Race.Entry reference = entries.getLast();
        int turns = settings.warmUp() + settings.rounds();
        SameWork.requireTraining(entries, reference, training.tokens(turns));
        List<Long> supervised = training.supervised(turns).subList(settings.warmUp(), turns);
        List<Comparison> sides = compared(entries, reference, supervised);
        double difference =
                sides.stream().mapToDouble(Comparison::lossDifference).max().orElse(0);
        return Report.ofRace(what, setup, "supervised tokens", sides)
                .with(List.of("Greatest difference of a step's loss: " + difference
                        + ". Every side trained on all tokens of the rows and on no padding; all gradient norms agree to "
                        + SameWork.NORM_TOLERANCE + " and are above 0."));
    }

    /** Greedy continuation of a prompt by a merged model. */
    Report generate() {
        List<Race.Entry> entries = new Race(
                        settings,
                        List.of(
                                ours.generation("trainyard", fixture.model(), fixture.prompts(), NEW_TOKENS),
                                peers.generation("transformers", fixture.model(), fixture.prompts(), NEW_TOKENS)))
                .run();
        Race.Entry reference = entries.getLast();
        SameWork.requireGeneration(entries, reference, NEW_TOKENS);
        List<Long> tokens = reference.turns().stream().map(Turn::tokens).toList();
        return Report.ofRace(
                        "generate",
                        setup("greedy, batch 1, " + NEW_TOKENS
                                + " tokens after a prompt of 32, keys and values cached"),
                        "tokens",
                        compared(entries, reference, tokens))
                .with(List.of("Both sides generated the same tokens."));
    }

    /** From the start of a training process to the end of its first step. */
    Report start() {
        Training training = new Training(fixture, fixture.rows(), ROWS);
        return StartUp.report(
                setup("the first step of LoRA training, 4 rows × 256 tokens"),
                new StartUp(settings)
                        .run(List.of(
                                ours.trainMain("trainyard", training.config()),
                                peers.training("peft", fixture, fixture.rows(), ROWS, ROWS))));
    }

    /** The share of checkpoints in a run, and whether a run repeats. */
    Report run() {
        Training training = new Training(fixture, fixture.rows(), ROWS);
        return new WholeRun(settings)
                .run(setup("LoRA r 16 on all linear maps, 4 rows × 256 tokens a step"), ours, training.config());
    }

    private static List<Comparison> compared(List<Race.Entry> entries, Race.Entry reference, List<Long> units) {
        return entries.stream()
                .map(entry -> Comparison.of(entry, reference, units))
                .toList();
    }

    private Map<String, String> setup(String work) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("work", work);
        setup.put("model", "random Llama of 27.8 M parameters (benchmarks/llama-28m.json), float32");
        setup.put("threads", Integer.toString(settings.threads()));
        setup.put("rounds", settings.rounds() + " after " + settings.warmUp() + " of warm-up");
        setup.putAll(Machine.description());
        return setup;
    }
}
