package dev.trainyard.registry.domain;

/** What a model is for. */
public enum ModelType {
    CAUSAL_LM,
    SEQUENCE_CLASSIFICATION,
    EMBEDDING,
    OTHER;

    /** What models of an architecture are mostly for, judging by its name in {@code config.json}. */
    public static ModelType of(String architecture) {
        if (architecture.endsWith("ForSequenceClassification")) {
            return SEQUENCE_CLASSIFICATION;
        }
        if (architecture.endsWith("ForCausalLM") || architecture.endsWith("LMHeadModel")) {
            return CAUSAL_LM;
        }
        return architecture.endsWith("Model") ? EMBEDDING : OTHER;
    }
}
