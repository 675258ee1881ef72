package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Optional;

/** Reads {@code objective} and {@code dpo}: whether a job learns answers, or which of two is preferred. */
final class PreferenceReader {
    static final List<String> WATCHED = List.of("validation_loss", "rewards/accuracies", "rewards/margins");

    private static final String SUPERVISED = "supervised";
    private static final String DPO = "dpo";

    private PreferenceReader() {}

    static Optional<Optimization.Dpo> dpo(Section section) {
        boolean given = section.has(DPO);
        String objective =
                section.choice("objective", given ? DPO : SUPERVISED, List.of(SUPERVISED, DPO), List.of("kto", "orpo"));
        Section numbers = section.section(DPO);
        Optimization.Dpo dpo = new Optimization.Dpo(
                numbers.number("beta", Bounds.above(0, 100), 0.1),
                numbers.number("label_smoothing", Bounds.between(0, 0.499999), 0));
        numbers.end();
        if (objective.equals(DPO)) {
            return Optional.of(dpo);
        }
        if (given) {
            section.problem(DPO, "contradicts objective supervised: keep one");
        }
        return Optional.empty();
    }
}
