package dev.trainyard.model.bert;

import java.util.List;

/** Where each part lives in a Hugging Face checkpoint; maps are named below their layer. */
final class BertKeys {
    static final String EMBEDDING = "bert.embeddings.word_embeddings.weight";
    static final String POSITIONS = "bert.embeddings.position_embeddings.weight";
    static final String SEGMENTS = "bert.embeddings.token_type_embeddings.weight";
    static final String EMBEDDING_NORM = "bert.embeddings.LayerNorm";
    static final String POOLER = "bert.pooler";
    static final String CLASSIFIER = "classifier";
    /** A buffer of the numbers 0, 1, … that old checkpoints carry. */
    static final String POSITION_IDS = "bert.embeddings.position_ids";

    private static final String BODY = "bert.";
    /** The heads of pretraining. */
    private static final String PRETRAINING = "cls.";

    private static final List<String> NOT_BODY = List.of(BODY, PRETRAINING, CLASSIFIER + ".");

    private BertKeys() {}

    static String layer(int layer) {
        return "bert.encoder.layer." + layer;
    }

    /** Bare models lack the name of the body; the first checkpoints call a norm's weights gamma and beta. */
    static String canonical(String key) {
        String whole = NOT_BODY.stream().anyMatch(key::startsWith) ? key : BODY + key;
        return whole.replaceFirst("\\.gamma$", ".weight").replaceFirst("\\.beta$", ".bias");
    }

    static boolean isPretrainingHead(String key) {
        return key.startsWith(PRETRAINING);
    }
}
