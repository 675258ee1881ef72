package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Optional;

/**
 * What is added to the base model; with {@link Method#NONE} all weights are trained.
 *
 * @param r rank
 * @param alpha the update is scaled by {@code alpha / r}
 * @param dropout probability with which inputs of the adapter are dropped while training
 * @param targetModules names of the wrapped layers, such as {@code q_proj}, or the single entry {@code all-linear}
 * @param initFrom folder of a PEFT adapter to start from, or a {@link HubReference}
 */
public record AdapterSpec(
        Method method, int r, double alpha, double dropout, List<String> targetModules, Optional<String> initFrom) {

    AdapterSpec withInitFrom(Optional<String> folder) {
        return new AdapterSpec(method, r, alpha, dropout, targetModules, folder);
    }

    /** How the model is adapted. */
    public enum Method {
        /** All weights are trained. */
        NONE,
        /** Low-rank updates beside frozen linear layers. */
        LORA
    }
}
