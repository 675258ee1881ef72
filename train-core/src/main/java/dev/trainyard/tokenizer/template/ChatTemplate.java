package dev.trainyard.tokenizer.template;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.SpecialTokens;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.jinja.JinjaException;
import dev.trainyard.tokenizer.template.jinja.JinjaTemplate;
import dev.trainyard.tokenizer.template.jinja.Rendering;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a model writes conversations: the one object that training, evaluation and serving render with.
 *
 * <p>Thread-safety: immutable; may be used from several threads at once.
 */
public final class ChatTemplate {
    private final String source;
    private final SpecialTokens tokens;
    private final Clock clock;
    private final JinjaTemplate jinja;
    private final AssistantTurns turns;

    private ChatTemplate(String source, SpecialTokens tokens, Clock clock) {
        this.source = source;
        this.tokens = tokens;
        this.clock = clock;
        try {
            this.jinja = JinjaTemplate.parse(source);
        } catch (JinjaException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL, "the chat template cannot be parsed: " + e.getMessage(), e);
        }
        this.turns = new AssistantTurns(this);
    }

    /**
     * A template from its Jinja source.
     *
     * @param tokens what the template sees as {@code bos_token}, {@code eos_token} and so on
     * @throws TrainingFailure INVALID_MODEL with the line, if it cannot be parsed
     */
    public static ChatTemplate of(String source, SpecialTokens tokens) {
        return new ChatTemplate(source, tokens, Clock.systemDefaultZone());
    }

    /** The template of models that are trained from scratch: ChatML. */
    public static ChatTemplate chatMl(SpecialTokens tokens) {
        return of(chatMlSource(), tokens);
    }

    /** Source of {@link #chatMl}. */
    public static String chatMlSource() {
        try (InputStream in = Objects.requireNonNull(ChatTemplate.class.getResourceAsStream("chatml.jinja"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The template of a model folder: {@code chat_template.jinja}, else {@code chat_template} of
     * {@code tokenizer_config.json}; absent where the folder has none.
     *
     * @throws TrainingFailure INVALID_MODEL if there is one that cannot be read or parsed
     */
    public static Optional<ChatTemplate> open(Path folder, SpecialTokens tokens) {
        return TemplateFiles.read(folder).map(source -> of(source, tokens));
    }

    /** The same template at another time, for {@code strftime_now}. */
    ChatTemplate at(Clock time) {
        return new ChatTemplate(source, tokens, time);
    }

    /** The Jinja source. */
    public String source() {
        return source;
    }

    /** The conversation as the model reads it, and what makes the model answer if {@code addGenerationPrompt}. */
    public String render(Conversation conversation, boolean addGenerationPrompt) {
        return render(conversation, addGenerationPrompt, Map.of());
    }

    /**
     * As {@link #render(Conversation, boolean)}, with names that some templates read, such as {@code enable_thinking}.
     *
     * @throws TrainingFailure INVALID_DATA if the template refuses the conversation, INVALID_MODEL if the template
     *     itself fails
     */
    public String render(Conversation conversation, boolean addGenerationPrompt, Map<String, Object> options) {
        return rendering(conversation, addGenerationPrompt, options).text();
    }

    /**
     * The whole conversation with the places of the assistant's turns.
     *
     * @throws TrainingFailure as {@link #render}, and INVALID_MODEL if the turns cannot be found
     */
    public RenderedChat renderWithTurns(Conversation conversation) {
        return turns.find(conversation);
    }

    /**
     * Id of the token with which the template ends a turn of the assistant, such as {@code <|im_end|>}: a model that is
     * asked by this template has finished there. Absent where a turn does not end with one token.
     */
    public OptionalInt endOfTurn(Tokenizer tokenizer) {
        return turns.endOfTurn()
                .map(tokenizer::encode)
                .filter(ids -> ids.length == 1)
                .map(ids -> OptionalInt.of(ids[0]))
                .orElse(OptionalInt.empty());
    }

    Rendering rendering(Conversation conversation, boolean addGenerationPrompt, Map<String, Object> options) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>();
        tokens.bos().ifPresent(token -> context.put("bos_token", token.text()));
        tokens.eos().ifPresent(token -> context.put("eos_token", token.text()));
        tokens.pad().ifPresent(token -> context.put("pad_token", token.text()));
        tokens.unk().ifPresent(token -> context.put("unk_token", token.text()));
        context.put(
                "messages",
                conversation.messages().stream().map(ChatMessage::fields).toList());
        context.put("tools", conversation.tools().isEmpty() ? null : conversation.tools());
        context.put("documents", null);
        context.put("add_generation_prompt", addGenerationPrompt);
        context.putAll(options);
        try {
            return jinja.render(context, clock);
        } catch (JinjaException e) {
            throw e.raisedByTemplate()
                    ? new TrainingFailure(
                            FailureCode.INVALID_DATA,
                            "the model's chat template refuses this conversation: " + e.getMessage(),
                            e)
                    : new TrainingFailure(FailureCode.INVALID_MODEL, "the chat template fails: " + e.getMessage(), e);
        }
    }
}
