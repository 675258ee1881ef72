package dev.trainyard.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The races there are; each gives a report, and fails where the sides did not do the same work. */
final class Races {
    private static final int TEXTS = 64;
    private static final int SMALL = 4;
    private static final int NEW_TOKENS = 128;

    private final Settings settings;
    private final Workload workload;
    private final Fixture fixture;
    private final Ours ours;
    private final Peers peers;

    Races(Settings settings) {
        this.settings = settings;
        this.workload = settings.workload();
        this.fixture = Fixture.of(settings);
        this.ours = new Ours(settings);
        this.peers = new Peers(settings);
    }

    /** LoRA steps of 4 rows of 256 tokens. */
    Report train() {
        Training training = steps();
        Map<String, String> setup = setup(workload.step());
        return training(
                "train",
                setup,
                training,
                List.of(
                        ours.training("trainyard", training.config()),
                        ours.training("trainyard-checkpointing", training.checkpointing()),
                        peers.training(
                                "peft-checkpointing",
                                fixture,
                                fixture.rows(),
                                workload.rows(),
                                workload.rows(),
                                "--gradient-checkpointing"),
                        peers.training("peft", fixture, fixture.rows(), workload.rows(), workload.rows())));
    }

    /** The same on OpenBLAS. */
    Report openBlas() {
        Training training = steps();
        Map<String, String> setup = setup(workload.step());
        return training(
                "openblas",
                setup,
                training,
                List.of(
                        ours.trainingOnOpenBlas("trainyard-openblas", training.config()),
                        ours.training("trainyard", training.config()),
                        peers.training("peft", fixture, fixture.rows(), workload.rows(), workload.rows())));
    }

    /** Texts at their natural lengths. */
    Report texts() {
        if (settings.texts().isEmpty()) {
            throw new BenchmarkFailure("the race texts needs --texts: a file with lines of {\"text\": …}");
        }
        Training training = new Training(fixture, fixture.texts(), TEXTS, workload.precision());
        Map<String, String> setup = setup("LoRA r 16 on all linear maps, AdamW, the same " + TEXTS
                + " texts a step on every side; the peer's batches are padded to their longest text");
        return training(
                "texts",
                setup,
                training,
                List.of(
                        ours.training("trainyard", training.config()),
                        peers.training("peft-batches-of-" + TEXTS, fixture, fixture.texts(), TEXTS, TEXTS),
                        peers.training("peft-batches-of-" + SMALL, fixture, fixture.texts(), TEXTS, SMALL)));
    }

    private Report training(String what, Map<String, String> setup, Training training, List<Program> programs) {
        List<Race.Entry> entries = new Race(settings, programs).run();
        Race.Entry reference = entries.getLast();
        int turns = settings.warmUp() + settings.rounds();
        SameWork.Tolerance tolerance = SameWork.Tolerance.of(workload.precision());
        SameWork.requireTraining(entries, reference, training.tokens(turns), tolerance);
        List<Long> supervised = training.supervised(turns).subList(settings.warmUp(), turns);
        List<Comparison> sides = compared(entries, reference, supervised);
        double difference =
                sides.stream().mapToDouble(Comparison::lossDifference).max().orElse(0);
        return Report.ofRace(what, setup, "supervised tokens", sides)
                .with(List.of("Greatest difference of a step's loss: " + difference
                        + ". Every side trained on all tokens of the rows and on no padding; all gradient norms agree to "
                        + tolerance.norm() + " and are above 0."))
                .with(operations(sides));
    }

    private Training steps() {
        return new Training(fixture, fixture.rows(), workload.rows(), workload.precision());
    }

    /** Floating-point operations a second of every side, where all rows are of one length. */
    private List<String> operations(List<Comparison> sides) {
        if (settings.texts().isPresent()) {
            return List.of();
        }
        double perToken = FloatingOperations.perToken(workload.shape(), workload.rowTokens());
        double tokensToSupervised = workload.rowTokens() / (workload.rowTokens() - 1.0);
        List<String> notes = new ArrayList<>();
        for (Comparison side : sides) {
            double tflops = side.unitsPerSecond() * tokensToSupervised * perToken / 1e12;
            String share = workload.peakTflops().isEmpty()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            ", %.1f %% of the %.1f that the device can do",
                            100 * tflops / workload.peakTflops().getAsDouble(),
                            workload.peakTflops().getAsDouble());
            notes.add(String.format(
                    Locale.ROOT, "%s: %.3f TFLOP/s%s.", side.entry().name(), tflops, share));
        }
        return notes;
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
        Training training = steps();
        return StartUp.report(
                setup("the first step: " + workload.step()),
                new StartUp(settings)
                        .run(List.of(
                                ours.trainMain("trainyard", training.config()),
                                peers.training("peft", fixture, fixture.rows(), workload.rows(), workload.rows()))));
    }

    /** The share of checkpoints in a run, and whether a run repeats. */
    Report run() {
        Training training = steps();
        return new WholeRun(settings).run(setup(workload.step()), ours, training.config());
    }

    private static List<Comparison> compared(List<Race.Entry> entries, Race.Entry reference, List<Long> units) {
        return entries.stream()
                .map(entry -> Comparison.of(entry, reference, units))
                .toList();
    }

    private Map<String, String> setup(String work) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("work", work);
        setup.put(
                "model", "random Llama " + workload.model() + ", " + workload.precision() + " on " + workload.device());
        setup.put("threads", Integer.toString(settings.threads()));
        setup.put("rounds", settings.rounds() + " after " + settings.warmUp() + " of warm-up");
        setup.putAll(Machine.description());
        return setup;
    }
}
