package dev.trainyard.adapter;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a LoRA adapter. Source: Hu et al. 2021; names and rules of PEFT.
 *
 * @param r rank, at least 1
 * @param alpha the update is scaled by alpha / r, or by alpha / √r with rankStabilized
 * @param dropout probability of dropping an input of the update, 0 up to but without 1
 * @param targetModules names, or ends of names after a dot, of the linear maps to adapt; or only {@link #ALL_LINEAR}
 */
public record LoraConfig(int r, double alpha, double dropout, List<String> targetModules, boolean rankStabilized) {
    /** Stands for every linear map except the head. */
    public static final String ALL_LINEAR = "all-linear";

    public LoraConfig {
        targetModules = List.copyOf(targetModules);
        var problems = new ArrayList<String>();
        require(problems, r >= 1, "r is " + r + ": expected at least 1");
        require(problems, alpha > 0 && Double.isFinite(alpha), "alpha is " + alpha + ": expected a number above 0");
        require(problems, dropout >= 0 && dropout < 1, "dropout is " + dropout + ": expected 0 or more, below 1");
        require(
                problems,
                !targetModules.isEmpty(),
                "target_modules is empty: name modules such as q_proj, or " + ALL_LINEAR);
        require(
                problems,
                targetModules.size() == 1 || !targetModules.contains(ALL_LINEAR),
                "target_modules has " + ALL_LINEAR + " beside other names: it must stand alone");
        if (!problems.isEmpty()) {
            throw new TrainingFailure(FailureCode.INVALID_SPEC, "LoRA: " + String.join("; ", problems));
        }
    }

    /** A config with the usual scale. */
    public LoraConfig(int r, double alpha, double dropout, List<String> targetModules) {
        this(r, alpha, dropout, targetModules, false);
    }

    private static void require(List<String> problems, boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }

    /** What the update is multiplied by. */
    public double scale() {
        return alpha / (rankStabilized ? Math.sqrt(r) : r);
    }

    /** Whether the targets are all linear maps except the head. */
    boolean targetsAllLinear() {
        return targetModules.contains(ALL_LINEAR);
    }

    /** Whether a target names this module: by its whole name or by the end of it after a dot. */
    static boolean names(String target, String module) {
        return module.equals(target) || module.endsWith("." + target);
    }
}
