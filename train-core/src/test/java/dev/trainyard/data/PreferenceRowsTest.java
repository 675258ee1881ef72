package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceRowsTest {
    private static final String QUESTION = "{\"role\": \"user\", \"content\": \"q\"}";
    private static final String GOOD = "{\"role\": \"assistant\", \"content\": \"good\"}";
    private static final String BAD = "{\"role\": \"assistant\", \"content\": \"bad\"}";

    @TempDir
    Path folder;

    private Row.Preference read(String line) {
        RowProblems problems = new RowProblems();
        List<Row> rows = new ArrayList<>();
        RowReader.read(List.of(DataFixtures.file(folder, "pairs.jsonl", line)), DataFormat.JSONL, problems, rows::add);
        problems.throwIfAny();
        return (Row.Preference) rows.getFirst();
    }

    @Test
    void textsAreCompletionsOfThePrompt() {
        Row.Preference pair = read("{\"prompt\": \"p\", \"chosen\": \" yes\", \"rejected\": \" no\", \"weight\": 2}");
        assertThat(pair.chosen()).isEqualTo(new Row.Completion(pair.origin(), "p", " yes", 1));
        assertThat(pair.rejected()).isEqualTo(new Row.Completion(pair.origin(), "p", " no", 1));
        assertThat(pair.weight()).isEqualTo(2);
    }

    /** The conversational forms of TRL, with and without the prompt apart, and that of the OpenAI format. */
    @Test
    void everyFormOfMessagesMeansTheSame() {
        for (String line : List.of(
                "{\"prompt\": [%1$s], \"chosen\": [%2$s], \"rejected\": [%3$s]}",
                "{\"chosen\": [%1$s, %2$s], \"rejected\": [%1$s, %3$s]}",
                "{\"input\": {\"messages\": [%1$s]}, \"preferred_output\": [%2$s], \"non_preferred_output\":"
                        + " [%3$s]}")) {
            Row.Preference pair = read(line.formatted(QUESTION, GOOD, BAD));
            assertThat(pair.chosen()).isInstanceOfSatisfying(Row.Chat.class, chat -> {
                assertThat(chat.conversation().messages().getLast().content()).isEqualTo("good");
                assertThat(chat.weights()).containsExactly(0.0, 1.0);
            });
            assertThat(pair.rejected()).isInstanceOfSatisfying(Row.Chat.class, chat -> {
                assertThat(chat.conversation().messages().getLast().content()).isEqualTo("bad");
                assertThat(chat.weights()).containsExactly(0.0, 1.0);
            });
        }
    }

    @Test
    void anEarlierAnswerOfTheAssistantIsPartOfThePrompt() {
        Row.Preference pair = read("{\"prompt\": [%1$s, %2$s, %1$s], \"chosen\": [%2$s], \"rejected\": [%3$s]}"
                .formatted(QUESTION, GOOD, BAD));
        assertThat(((Row.Chat) pair.chosen()).weights()).containsExactly(0.0, 0.0, 0.0, 1.0);
    }

    @Test
    void saysWhatIsWrongWithAPair() {
        assertThatThrownBy(() -> read("{\"prompt\": \"p\", \"chosen\": \"a\"}"))
                .hasMessageContaining("rejected is missing: a pair has chosen and rejected");
        assertThatThrownBy(() -> read("{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"a\"}"))
                .hasMessageContaining("chosen and rejected are equal");
        assertThatThrownBy(() -> read("{\"chosen\": \"a\", \"rejected\": \"b\"}"))
                .hasMessageContaining("prompt is missing");
        assertThatThrownBy(() -> read("{\"prompt\": \"p\", \"chosen\": [%s], \"rejected\": [%s]}".formatted(GOOD, BAD)))
                .hasMessageContaining("prompt must be a list of messages");
        assertThatThrownBy(() -> read("{\"input\": {}, \"preferred_output\": [%s], \"non_preferred_output\": [%s]}"
                        .formatted(GOOD, BAD)))
                .hasMessageContaining("messages must be a list of at least one message");
        assertThatThrownBy(() -> read("{\"chosen_input_ids\": [1], \"rejected_input_ids\": [2]}"))
                .hasMessageContaining("prompt_input_ids must be a list of integers");
    }

    @Test
    void tokensOfThePromptAreNotLearnt() {
        Row.Preference pair =
                read("{\"prompt_input_ids\": [1, 2], \"chosen_input_ids\": [3], \"rejected_input_ids\": [4, 5]}");
        Encoder encoder = new Encoder(Optional.empty(), Optional.empty(), 10, 8, true);
        assertThat(encoder.example(pair)).isInstanceOfSatisfying(PreferencePair.class, encoded -> {
            assertThat(encoded.chosen().labels()).containsExactly(-100, -100, 3);
            assertThat(encoded.rejected().inputIds()).containsExactly(1, 2, 4, 5);
            assertThat(encoded.length()).isEqualTo(7);
            assertThat(encoded.supervised()).isOne();
        });
        assertThat(encoder.encode(pair).inputIds()).containsExactly(1, 2, 3);
    }
}
