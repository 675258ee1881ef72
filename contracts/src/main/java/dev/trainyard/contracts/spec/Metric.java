package dev.trainyard.contracts.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a model version can be scored by, and of which tasks it is measured. This table is all that decides which names
 * {@code evaluation.metrics} and {@code evaluation.thresholds} may hold for a model.
 */
public enum Metric {
    LOSS(ModelSpec.Task.CAUSAL_LM, ModelSpec.Task.SEQUENCE_CLASSIFICATION),
    PERPLEXITY(ModelSpec.Task.CAUSAL_LM),
    TOKEN_ACCURACY(ModelSpec.Task.CAUSAL_LM),
    EXACT_MATCH(ModelSpec.Task.CAUSAL_LM),
    BLEU(ModelSpec.Task.CAUSAL_LM),
    ROUGE_L(ModelSpec.Task.CAUSAL_LM),
    ROUGE_LSUM(ModelSpec.Task.CAUSAL_LM),
    KEY_POINT_COVERAGE(ModelSpec.Task.CAUSAL_LM),
    KEY_POINT_RECALL(ModelSpec.Task.CAUSAL_LM),
    FORMAT_COMPLIANCE(ModelSpec.Task.CAUSAL_LM),
    FORMAT_COMPLIANCE_LOOSE(ModelSpec.Task.CAUSAL_LM),
    INSTRUCTION_COMPLIANCE(ModelSpec.Task.CAUSAL_LM),
    INSTRUCTION_COMPLIANCE_LOOSE(ModelSpec.Task.CAUSAL_LM),
    REFUSAL_ACCURACY(ModelSpec.Task.CAUSAL_LM),
    REFUSAL_RECALL(ModelSpec.Task.CAUSAL_LM),
    OVER_REFUSAL_RATE(ModelSpec.Task.CAUSAL_LM),
    REFUSAL_F1(ModelSpec.Task.CAUSAL_LM),
    TOKENS_PER_SECOND(ModelSpec.Task.CAUSAL_LM),
    LATENCY_MS(ModelSpec.Task.CAUSAL_LM, ModelSpec.Task.SEQUENCE_CLASSIFICATION),
    ACCURACY(ModelSpec.Task.SEQUENCE_CLASSIFICATION),
    F1_SCORE(ModelSpec.Task.SEQUENCE_CLASSIFICATION),
    F1_WEIGHTED(ModelSpec.Task.SEQUENCE_CLASSIFICATION),
    F1_MICRO(ModelSpec.Task.SEQUENCE_CLASSIFICATION);

    private static final Map<String, Metric> OTHER_NAMES = Map.of(
            "rouge", ROUGE_L,
            "rouge_score", ROUGE_L,
            "bleu_score", BLEU,
            "f1", F1_SCORE,
            "f1_macro", F1_SCORE,
            "key_points", KEY_POINT_COVERAGE,
            "latency", LATENCY_MS);

    private final Set<ModelSpec.Task> tasks;

    Metric(ModelSpec.Task... tasks) {
        this.tasks = Set.of(tasks);
    }

    /** The name in specs, reports and events, such as {@code f1_score}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether less is better, so that a threshold is the greatest value allowed. */
    public boolean lowerIsBetter() {
        return switch (this) {
            case LOSS, PERPLEXITY, OVER_REFUSAL_RATE, LATENCY_MS -> true;
            default -> false;
        };
    }

    /** The name of a metric that users may call otherwise, such as {@code bleu} for {@code bleu_score}. */
    static String usual(String name) {
        return Optional.ofNullable(OTHER_NAMES.get(name)).map(Metric::wireName).orElse(name);
    }

    /** Whether models of this task are measured by it. */
    public boolean fits(ModelSpec.Task task) {
        return tasks.contains(task);
    }

    /** The metric of a name; empty where it is the name of none. */
    public static Optional<Metric> named(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.wireName().equals(name))
                .findFirst();
    }

    /** All names. */
    static List<String> names() {
        return Arrays.stream(values()).map(Metric::wireName).toList();
    }

    /** The names of the metrics that fit a task. */
    public static List<String> names(ModelSpec.Task task) {
        return Arrays.stream(values())
                .filter(metric -> metric.fits(task))
                .map(Metric::wireName)
                .toList();
    }

    /**
     * Why a metric cannot be asked for of a model of this task; empty where it can, and where the name is that of no
     * metric.
     */
    public static Optional<String> misfit(String name, ModelSpec.Task task) {
        return named(name)
                .filter(metric -> !metric.fits(task))
                .map(metric -> "%s is not measured of a %s; supported: %s"
                        .formatted(
                                name,
                                switch (task) {
                                    case CAUSAL_LM -> "language model (or is model.task sequence-classification?)";
                                    case SEQUENCE_CLASSIFICATION -> "classifier";
                                },
                                String.join(", ", names(task))));
    }
}
