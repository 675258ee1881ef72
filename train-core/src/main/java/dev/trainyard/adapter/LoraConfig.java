package dev.trainyard.adapter;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a LoRA adapter. Source: Hu et al. 2021; names and rules of PEFT.
 *
 * @param r rank, at least 1
 * @param alpha the update is scaled by alpha / r, or by alpha / √r with rankStabilized
 * @param dropout probability of dropping an input of the update, 0 up to but without 1
 * @param targets the linear maps to adapt
 * @param rankStabilized whether the scale keeps its size as the rank grows. Source: Kalajdzievski 2023, rsLoRA
 * @param dora whether the length of each row of a weight is learnt apart from its direction. Source: Liu et al. 2024
 * @param rankPattern ranks of single maps; a key is a regex for a name or the end of one after a dot, the first counts
 * @param alphaPattern alphas of single maps, likewise
 * @param modulesToSave ends of names of modules that are trained as a whole beside the adapter, with all their parts
 */
public record LoraConfig(
        int r,
        double alpha,
        double dropout,
        TargetModules targets,
        boolean rankStabilized,
        boolean dora,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        List<String> modulesToSave) {
    /** Stands for every linear map except the head. */
    public static final String ALL_LINEAR = TargetModules.ALL_LINEAR;

    public LoraConfig {
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        modulesToSave = List.copyOf(modulesToSave);
        var problems = new ArrayList<String>();
        checkSize(problems, "", r, alpha);
        if (!(dropout >= 0 && dropout < 1)) {
            problems.add("dropout is " + dropout + ": expected 0 or more, below 1");
        }
        problems.addAll(targets.problems());
        rankPattern.forEach((key, rank) -> checkSize(problems, "rank_pattern." + key + ": ", rank, 1));
        alphaPattern.forEach((key, each) -> checkSize(problems, "alpha_pattern." + key + ": ", 1, each));
        for (Map<String, ?> pattern : List.of(rankPattern, alphaPattern)) {
            pattern.keySet().forEach(key -> ModuleSelector.problem(key).ifPresent(problems::add));
        }
        if (!problems.isEmpty()) {
            throw new TrainingFailure(FailureCode.INVALID_SPEC, "LoRA: " + String.join("; ", problems));
        }
    }

    /** An adapter of the maps of these names with the usual scale, the same everywhere. */
    public LoraConfig(int r, double alpha, double dropout, List<String> targetModules) {
        this(r, alpha, dropout, TargetModules.named(targetModules), false, false, Map.of(), Map.of(), List.of());
    }

    private static void checkSize(List<String> problems, String where, int r, double alpha) {
        if (r < 1) {
            problems.add(where + "r is " + r + ": expected at least 1");
        }
        if (!(alpha > 0 && Double.isFinite(alpha))) {
            problems.add(where + "alpha is " + alpha + ": expected a number above 0");
        }
    }

    /** The same with another dropout, which is a matter of training and not of the trained adapter. */
    public LoraConfig withDropout(double probability) {
        return new LoraConfig(
                r, alpha, probability, targets, rankStabilized, dora, rankPattern, alphaPattern, modulesToSave);
    }

    /** The same with these modules trained as a whole. */
    public LoraConfig withModulesToSave(List<String> modules) {
        return new LoraConfig(r, alpha, dropout, targets, rankStabilized, dora, rankPattern, alphaPattern, modules);
    }

    /** The same with the scale of rsLoRA, or without. */
    public LoraConfig withRankStabilized(boolean stabilized) {
        return new LoraConfig(r, alpha, dropout, targets, stabilized, dora, rankPattern, alphaPattern, modulesToSave);
    }

    /** The same as DoRA, or not. */
    public LoraConfig withDora(boolean apart) {
        return new LoraConfig(
                r, alpha, dropout, targets, rankStabilized, apart, rankPattern, alphaPattern, modulesToSave);
    }

    /** What the update is multiplied by, where no pattern says otherwise. */
    public double scale() {
        return alpha / (rankStabilized ? Math.sqrt(r) : r);
    }

    /** What the update of one map is multiplied by. */
    public double scale(String module) {
        return of(module).scale();
    }

    /** This config with the rank and alpha that its patterns give one map. */
    LoraConfig of(String module) {
        return new LoraConfig(
                byPattern(rankPattern, module, r),
                byPattern(alphaPattern, module, alpha),
                dropout,
                targets,
                rankStabilized,
                dora,
                Map.of(),
                Map.of(),
                modulesToSave);
    }

    private static <T> T byPattern(Map<String, T> pattern, String module, T otherwise) {
        for (Map.Entry<String, T> entry : pattern.entrySet()) {
            if (keyMatches(entry.getKey(), module)) {
                return entry.getValue();
            }
        }
        return otherwise;
    }

    static boolean keyMatches(String key, String module) {
        return ModuleSelector.pattern("(.*\\.)?(" + key + ")").matcher(module).matches();
    }

    /** Whether a module is trained as a whole: because it is meant, or because it is part of one that is. */
    boolean saves(String module) {
        return modulesToSave.stream().anyMatch(name -> saves(name, module));
    }

    /** PEFT takes the end of a name without regard to dots: {@code norm} means every {@code input_layernorm} too. */
    static boolean saves(String name, String module) {
        for (int end = module.length(); end > 0; end = module.lastIndexOf('.', end - 1)) {
            if (module.substring(0, end).endsWith(name)) {
                return true;
            }
        }
        return false;
    }
}
