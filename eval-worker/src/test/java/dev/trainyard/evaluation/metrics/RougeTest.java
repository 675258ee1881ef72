package dev.trainyard.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

final class RougeTest {
    @Test
    void equalsRougeScoreOnHundredsOfPairs() {
        for (JsonNode row : Golden.read("text-golden.json").path("rows")) {
            String answer = row.path("answer").asText();
            String reference = row.path("reference").asText();
            assertThat(Rouge.l(answer, reference).f1())
                    .as(() -> "rougeL of " + row)
                    .isCloseTo(row.path("rouge_l").asDouble(), within(1e-9));
            assertThat(Rouge.lsum(answer, reference).f1())
                    .as(() -> "rougeLsum of " + row)
                    .isCloseTo(row.path("rouge_lsum").asDouble(), within(1e-9));
        }
    }

    @Test
    void tellsWhatIsLeftOutFromWhatIsSaidBeside() {
        Rouge.Score score = Rouge.l("The tram, today, is late", "the tram is late");
        assertThat(score.recall()).isEqualTo(1);
        assertThat(score.precision()).isEqualTo(0.8);
    }
}
