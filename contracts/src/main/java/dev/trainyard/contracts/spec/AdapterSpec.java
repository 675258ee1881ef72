package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is added to the base model; with {@link Method#NONE} all weights are trained. Names and rules are those of PEFT.
 *
 * @param r rank
 * @param alpha the update is scaled by {@code alpha / r}
 * @param dropout probability with which inputs of the adapter are dropped while training
 * @param targetModules names of the wrapped layers, such as {@code q_proj}, or the single entry {@code all-linear}, or
 *     a single regular expression for whole names, see {@link #isRegex}
 * @param initFrom folder of a PEFT adapter to start from, or a {@link HubReference}
 * @param useRslora whether the update is scaled by {@code alpha / √r} instead; by default not
 * @param rankPattern ranks of single layers by regular expressions for the ends of their names; by default none
 * @param alphaPattern alphas, likewise
 * @param excludeModules layers that are left out of the targets, written as these; by default none
 * @param layersToTransform indices of the only layers to wrap; by default all
 * @param modulesToSave names of modules that are trained as a whole beside the adapter; by default none
 * @param quantization how the base model is held in few bits; always there with {@link Method#QLORA}
 */
public record AdapterSpec(
        Method method,
        int r,
        double alpha,
        double dropout,
        List<String> targetModules,
        Optional<String> initFrom,
        Optional<Boolean> useRslora,
        Optional<Map<String, Integer>> rankPattern,
        Optional<Map<String, Double>> alphaPattern,
        Optional<List<String>> excludeModules,
        Optional<List<Integer>> layersToTransform,
        Optional<List<String>> modulesToSave,
        Optional<Quantization> quantization) {

    /** An adapter without what is absent by default. */
    public AdapterSpec(
            Method method, int r, double alpha, double dropout, List<String> targetModules, Optional<String> initFrom) {
        this(
                method,
                r,
                alpha,
                dropout,
                targetModules,
                initFrom,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    AdapterSpec withInitFrom(Optional<String> folder) {
        return new AdapterSpec(
                method,
                r,
                alpha,
                dropout,
                targetModules,
                folder,
                useRslora,
                rankPattern,
                alphaPattern,
                excludeModules,
                layersToTransform,
                modulesToSave,
                quantization);
    }

    /** Whether modules are chosen by one regular expression: a single entry with a character that no name has. */
    public static boolean isRegex(List<String> modules) {
        return modules.size() == 1 && modules.getFirst().chars().anyMatch(c -> "*+?()[]{}|^$\\".indexOf(c) >= 0);
    }

    /** How the model is adapted. */
    public enum Method {
        /** All weights are trained. */
        NONE,
        /** Low-rank updates beside frozen linear layers. */
        LORA,
        /** LoRA on a base model in four bits. */
        QLORA,
        /** LoRA whose row lengths are learnt apart from the directions. */
        DORA
    }

    /**
     * A base model in four bits; the embedding and the head stay as they are.
     *
     * @param quantType nf4
     * @param doubleQuant whether the scales of blocks are quantised in turn
     * @param skipModules names of layers to leave as they are
     */
    public record Quantization(String quantType, boolean doubleQuant, List<String> skipModules) {}
}
