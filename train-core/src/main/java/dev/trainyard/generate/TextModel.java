package dev.trainyard.generate;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.PredictingLayers;
import dev.trainyard.tensor.Device;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatMessage;
import dev.trainyard.tokenizer.template.ChatTemplate;
import dev.trainyard.tokenizer.template.Conversation;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A model folder in Hugging Face layout, ready to be prompted: model, tokenizer and chat template.
 *
 * <p>Thread-safety: may be used from several threads; one generation runs at a time, the others wait for it. Memory:
 * owns model and tokenizer; to be closed when no generation runs.
 */
public final class TextModel implements AutoCloseable {
    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;
    private final Prompts prompts;
    private final Generator generator;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    private TextModel(LanguageModel model, Tokenizer tokenizer, Optional<ChatTemplate> template) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.template = template;
        this.prompts = new Prompts(
                model,
                tokenizer,
                stopIds(model, tokenizer, template),
                model.config().maxPositionEmbeddings());
        this.generator = new Generator(prompts);
    }

    /** Configurations do not always name the token with which the template ends a turn. */
    private static Set<Integer> stopIds(LanguageModel model, Tokenizer tokenizer, Optional<ChatTemplate> template) {
        Set<Integer> ids = new LinkedHashSet<>(model.config().tokens().eos());
        ids.addAll(tokenizer.specialTokens().stopIds());
        template.ifPresent(chat -> chat.endOfTurn(tokenizer).ifPresent(ids::add));
        return ids;
    }

    /**
     * Loads a folder.
     *
     * @throws TrainingFailure INVALID_MODEL if model or tokenizer are missing, damaged or not supported
     */
    public static TextModel load(Path folder) {
        return load(folder, Device.CPU);
    }

    /** The same to a device, where it computes. */
    public static TextModel load(Path folder, Device device) {
        Tokenizer tokenizer = Tokenizer.require(folder);
        try {
            Optional<ChatTemplate> template = ChatTemplate.open(folder, tokenizer.specialTokens());
            return new TextModel(ModelFamilies.load(folder, new PredictingLayers(), device), tokenizer, template);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** The model, for scoring. */
    public LanguageModel model() {
        return model;
    }

    /** The tokenizer; as thread-safe as it says. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The chat template, if the folder has one. */
    public Optional<ChatTemplate> template() {
        return template;
    }

    /** Tokens that a prompt and what is generated from it may have together. */
    public int contextTokens() {
        return model.config().maxPositionEmbeddings();
    }

    /**
     * A conversation as the prompt that makes the model answer.
     *
     * @throws TrainingFailure INVALID_MODEL if the folder has no chat template, INVALID_DATA if it refuses these turns
     */
    public int[] chatPrompt(List<ChatMessage> messages) {
        ChatTemplate chat = template.orElseThrow(
                () -> new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        "this model has no chat template: prompt it with plain text, or add chat_template.jinja to its folder"));
        return tokenizer.encode(chat.render(Conversation.of(messages), true));
    }

    /** A text to be continued as a prompt. */
    public int[] textPrompt(String text) {
        return tokenizer.encodeWithSpecialTokens(text);
    }

    /**
     * Continues a prompt; waits while another thread generates.
     *
     * @throws TrainingFailure INVALID_DATA if the prompt is empty or leaves no room in the model's context
     */
    public Generation generate(int[] promptIds, SamplingConfig config, GenerationListener listener) {
        oneAtATime.lock();
        try {
            return generator.generate(promptIds, config, listener);
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * Generates several texts side by side; {@link #generate} is not to be called meanwhile.
     *
     * @return to be closed before this model
     */
    public BatchGenerator batched(BatchLimits limits) {
        return new BatchGenerator(prompts, limits);
    }

    @Override
    public void close() {
        generator.close();
        model.close();
        tokenizer.close();
    }
}
