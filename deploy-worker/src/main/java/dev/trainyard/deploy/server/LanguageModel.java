package dev.trainyard.deploy.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server needs of a model that writes text. {@link #generate} is called by one thread at a time, the rest by
 * any.
 */
interface LanguageModel extends ServedModel {
    @Override
    default String kind() {
        return "a language model";
    }

    @Override
    default Map<String, RequestHandler> routes(Desk desk) {
        Completions completions = new Completions(this, desk);
        Map<String, RequestHandler> routes = new LinkedHashMap<>();
        routes.put(Routes.CHAT, completions::chat);
        routes.put(Routes.COMPLETIONS, completions::text);
        return routes;
    }

    /** Tokens of prompt and answer together that the model can attend to. */
    int contextLength();

    /** Token ids are below this. */
    int vocabularySize();

    /** Token ids of a raw text prompt. */
    int[] textPrompt(String text);

    /** Token ids of a conversation, through the model's own chat template, up to where the assistant speaks. */
    int[] chatPrompt(List<Turn> turns);

    /** Generates until a stop condition; {@code pieces} receives whole characters in order, and false from it stops. */
    Answer generate(Sampling sampling, PieceListener pieces);

    /** One message of a conversation. */
    record Turn(String role, String content) {}

    /** Receives text while it is generated. */
    @FunctionalInterface
    interface PieceListener {
        /** Returns whether to go on. */
        boolean onText(String piece);
    }

    /** How an answer ended. */
    enum Finish {
        STOP,
        LENGTH,
        CANCELLED
    }

    /** What was generated; the text itself went to the listener. */
    record Answer(int completionTokens, Finish finish) {}

    /**
     * One generation.
     *
     * @param maxTokens tokens generated at most, from 1
     * @param temperature 0 = always the likeliest token
     * @param topK 0 = no limit
     */
    record Sampling(
            int[] promptIds, int maxTokens, double temperature, double topP, int topK, long seed, List<String> stop) {}
}
