package dev.trainyard.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.wire.WireJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuestionTest {
    @Test
    void asksWhatTheModelAnswers() {
        assertThat(Question.among(List.of("/v1/chat/completions", "/v1/completions")))
                .contains(Question.CHAT);
        assertThat(Question.among(List.of("/v1/classify", "/v1/embeddings"))).contains(Question.LABEL);
        assertThat(Question.among(List.of("/v1/embeddings"))).contains(Question.VECTOR);
        assertThat(Question.among(List.of("/v1/other"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            CHAT   | {"choices":[{"message":{"content":""}}]}        | true
            CHAT   | {"choices":[{"message":{"content":null}}]}      | false
            LABEL  | {"data":[{"label":"a","score":0.4}]}            | true
            LABEL  | {"data":[{"label":"a","score":"NaN"}]}          | false
            LABEL  | {"data":[]}                                     | false
            VECTOR | {"data":[{"embedding":[0.1,0.2]}]}              | true
            VECTOR | {"data":[{"embedding":["NaN","NaN"]}]}          | false
            VECTOR | {"error":{"message":"no"}}                      | false
            """)
    void takesOnlyAnAnswerOfFiniteWeights(Question question, String answer, boolean whole)
            throws JsonProcessingException {
        assertThat(question.isAnsweredBy(WireJson.mapper().readTree(answer))).isEqualTo(whole);
    }
}
