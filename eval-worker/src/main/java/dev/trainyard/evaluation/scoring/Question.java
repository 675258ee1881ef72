package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.Row;
import dev.trainyard.data.TokenRow;
import dev.trainyard.tokenizer.template.ChatMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A row that can be asked: what the model reads, token for token as in training, and what it should answer.
 *
 * @param input the prompt as the row has it, for readers
 * @param expected the reference; empty where the row only asks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Question(int[] promptIds, String input, Optional<String> expected) {
    /** Of a row that only asks. */
    static Question withoutReference(int[] promptIds, String input) {
        return new Question(promptIds, input, Optional.empty());
    }

    /** Of a prompt with its completion, or a conversation that ends with the assistant; empty for other rows. */
    static Optional<Question> of(Row row, TokenRow encoded) {
        boolean cut = encoded.full() > encoded.length();
        int prompt = beginningOfLastAnswer(encoded.labels());
        if (cut || prompt < 1) {
            return Optional.empty();
        }
        int[] ids = Arrays.copyOf(encoded.inputIds(), prompt);
        return switch (row) {
            case Row.Completion completion ->
                Optional.of(new Question(ids, completion.prompt(), Optional.of(completion.completion())));
            case Row.Chat chat -> ofChat(ids, chat);
            case Row.Text text -> Optional.empty();
            case Row.Tokens tokens -> Optional.empty();
            case Row.Preference pair -> of(pair.chosen(), encoded);
        };
    }

    private static Optional<Question> ofChat(int[] promptIds, Row.Chat chat) {
        List<ChatMessage> messages = chat.conversation().messages();
        ChatMessage last = messages.get(messages.size() - 1);
        String expected = last.content();
        boolean learnt = chat.weights().get(messages.size() - 1) > 0;
        if (!last.isAssistant() || !learnt || expected == null) {
            return Optional.empty();
        }
        String input = shown(messages.subList(0, messages.size() - 1));
        return Optional.of(new Question(promptIds, input, Optional.of(expected)));
    }

    /** A conversation for readers. */
    static String shown(List<ChatMessage> messages) {
        StringBuilder input = new StringBuilder();
        for (ChatMessage message : messages) {
            input.append(input.isEmpty() ? "" : "\n")
                    .append(message.role())
                    .append(": ")
                    .append(message.content());
        }
        return input.toString();
    }

    /** Position of the first label of the last run of labels; 0 where there is none. */
    private static int beginningOfLastAnswer(int[] labels) {
        int end = labels.length;
        while (end > 0 && labels[end - 1] == TokenRow.IGNORED) {
            end--;
        }
        int begin = end;
        while (begin > 0 && labels[begin - 1] != TokenRow.IGNORED) {
            begin--;
        }
        return begin;
    }
}
