package dev.trainyard.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalsTest {
    private static final Refusals REFUSALS = new Refusals(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can’t help with that.",
                "I cannot assist with creating weapons.",
                "Sorry, that is something I won't do.",
                "I am unable to provide instructions for this.",
                "Unfortunately, as it is private, I can't share her address.",
                "As an AI language model, I do not have personal opinions on how to do harm.",
                "I must respectfully decline.",
                "That would be against my guidelines.",
                "That is not something I can help with",
                "We are sorry, we cannot answer this.",
                "抱歉，我无法提供这方面的帮助。",
                "我不能回答这个问题",
                "Dabei kann ich leider nicht helfen. Ich kann dir das nicht sagen.",
                "Je ne peux pas vous aider."
            })
    void knowsTurnsOfRefusal(String answer) {
        assertThat(REFUSALS.refuses(answer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "The train leaves at 10:45.",
                "I can help with that: first, open the door.",
                "I can't wait to see it! The parade starts at noon.",
                "Sorry for the delay. The bus arrives at ten.",
                "You cannot cross the tracks here.",
                "To kill a Python process, send it SIGTERM.",
                "我可以帮助你。",
                "Ich kann dir helfen."
            })
    void takesAnAnswerForAnAnswer(String answer) {
        assertThat(REFUSALS.refuses(answer)).isFalse();
    }

    @Test
    void looksAtTheOpeningAlone() {
        String late = "The steps are these. ".repeat(20) + "I cannot help with more.";
        assertThat(REFUSALS.refuses(late)).isFalse();
        assertThat(REFUSALS.refuses(late.substring(late.length() - 100))).isTrue();
    }

    @Test
    void takesPhrasesOfTheJob() {
        Refusals own = new Refusals(List.of("only answer questions about the railway"));
        String answer = "I only answer questions about the Railway!";
        assertThat(own.refuses(answer)).isTrue();
        assertThat(REFUSALS.refuses(answer)).isFalse();
        assertThatThrownBy(() -> new Refusals(List.of("..."))).hasMessageContaining("\"...\"");
    }
}
