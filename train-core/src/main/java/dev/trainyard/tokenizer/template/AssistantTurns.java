package dev.trainyard.tokenizer.template;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.template.RenderedChat.Turn;
import dev.trainyard.tokenizer.template.jinja.Rendering;
import dev.trainyard.tokenizer.template.jinja.Rendering.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds what the assistant says in a rendered conversation.
 *
 * <p>A template with {@code generation} tags says so itself. For any other, a turn begins where the rendering of the
 * messages before it, with the generation prompt, ends: what the model will be given when it is used. It ends where
 * the rendering up to and including the message ends, less white space after the end-of-turn token.
 */
final class AssistantTurns {
    private static final String PROBE = "probe";

    private final ChatTemplate template;

    AssistantTurns(ChatTemplate template) {
        this.template = template;
    }

    RenderedChat find(Conversation conversation) {
        Rendering whole = template.rendering(conversation, false, Map.of());
        List<Integer> assistant = IntStream.range(0, conversation.messages().size())
                .filter(i -> conversation.messages().get(i).isAssistant())
                .boxed()
                .toList();
        if (!whole.generated().isEmpty() && whole.generated().size() == assistant.size()) {
            return new RenderedChat(whole.text(), tagged(assistant, whole.generated()));
        }
        String tail = assistant.isEmpty() ? "" : tail(conversation, assistant.getFirst());
        List<Turn> turns = new ArrayList<>();
        for (int message : assistant) {
            turns.add(turn(conversation, message, whole.text(), tail));
        }
        return new RenderedChat(whole.text(), turns);
    }

    private static List<Turn> tagged(List<Integer> assistant, List<Span> generated) {
        return IntStream.range(0, assistant.size())
                .mapToObj(i -> new Turn(
                        assistant.get(i),
                        generated.get(i).start(),
                        generated.get(i).end()))
                .toList();
    }

    private Turn turn(Conversation conversation, int message, String whole, String tail) {
        String prompt = template.render(conversation.first(message), true);
        if (!whole.startsWith(prompt)) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    ("the chat template renders what stands before message %d differently when the model is asked (%s)"
                                    + " and when it is trained (%s), so the model would not be trained on what it is"
                                    + " asked: mark the assistant's text with {%% generation %%} in the template, or"
                                    + " give the rows as prompt and completion")
                            .formatted(message + 1, end(prompt), at(whole, prompt)));
        }
        int end = endOfTurn(conversation, message, whole, prompt.length(), tail);
        return new Turn(message, prompt.length(), end);
    }

    private int endOfTurn(Conversation conversation, int message, String whole, int start, String tail) {
        String upTo = template.render(conversation.first(message + 1), false);
        String endOfTurn = tail.stripTrailing();
        if (whole.startsWith(upTo) && upTo.length() >= start) {
            int blank = upTo.endsWith(tail) && !endOfTurn.isEmpty() ? tail.length() - endOfTurn.length() : 0;
            return upTo.length() - blank;
        }
        // Templates that shorten earlier turns, such as by leaving out what the model thought, still end them alike.
        int at = endOfTurn.isEmpty() ? -1 : whole.indexOf(endOfTurn, start);
        if (at < 0) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    ("the chat template renders message %d differently depending on what follows it, and has no"
                                    + " end-of-turn token, so its end cannot be found: mark the assistant's text with"
                                    + " {%% generation %%} in the template, or give each answer a row of its own")
                            .formatted(message + 1));
        }
        return at + endOfTurn.length();
    }

    /** What ends a turn of the assistant, if the template can render the simplest conversation. */
    Optional<String> endOfTurn() {
        try {
            return Optional.of(tail(Conversation.of(ChatMessage.of("user", "hello")), 1)
                            .strip())
                    .filter(text -> !text.isEmpty());
        } catch (TrainingFailure e) {
            return Optional.empty();
        }
    }

    /** What the template writes after a message of the assistant. */
    private String tail(Conversation conversation, int message) {
        List<ChatMessage> messages = new ArrayList<>(conversation.first(message).messages());
        messages.add(ChatMessage.of("assistant", PROBE));
        String text = template.render(new Conversation(messages, conversation.tools()), false);
        int at = text.lastIndexOf(PROBE);
        return at < 0 ? "" : text.substring(at + PROBE.length());
    }

    private static String end(String text) {
        return "…'" + text.substring(Math.max(0, text.length() - 40)).replace("\n", "\\n") + "'";
    }

    private static String at(String whole, String prompt) {
        int from = Math.clamp(prompt.length() - 40L, 0, whole.length());
        int to = Math.min(whole.length(), prompt.length());
        return "…'" + whole.substring(from, to).replace("\n", "\\n") + "'";
    }
}
