package dev.trainyard.deploy.server;

import dev.trainyard.generate.BatchGenerator;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.SamplingConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the server needs of a model that writes text. Called by any thread, by several at once. */
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

    @Override
    default WarmUp.Sample sample(String servedName) {
        return WarmUp.Sample.writing(Routes.COMPLETIONS, servedName, this);
    }

    /** Tokens of prompt and answer together that the model can attend to and the server has memory for. */
    int contextLength();

    /** Token ids are below this. */
    int vocabularySize();

    /** Token ids of a raw text prompt. */
    int[] textPrompt(String text);

    /** Token ids of a conversation, through the model's own chat template, up to where the assistant speaks. */
    int[] chatPrompt(List<Turn> turns);

    /** The text of tokens. */
    String text(int... ids);

    /** The text of one token. */
    String tokenText(int id);

    /** Generates until a stop condition; several texts are generated side by side. Returns when this one is done. */
    Generation generate(int[] promptIds, SamplingConfig config, GenerationListener listener);

    /** How much there is to do. */
    BatchGenerator.Load load();

    /** One message of a conversation. */
    record Turn(String role, String content) {}
}
