package dev.trainyard.deploy.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class OutputLengthTest {
    private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";

    @Test
    void aWholeAnswerTellsItsTokens() {
        OutputLength length = new OutputLength(false);
        length.passed(Buffer.buffer("{\"choices\":[{\"text\":\"" + "x".repeat(5000) + "\"}],\"usage\":{\"prompt_"));
        length.passed(Buffer.buffer("tokens\":3,\"completion_tokens\": 42,\"total_tokens\":45}}"));

        assertThat(length.tokens()).hasValue(42);
    }

    @Test
    void anAnswerWithoutTokensHasNoLength() {
        OutputLength length = new OutputLength(false);
        length.passed(Buffer.buffer("{\"data\":[{\"label\":\"sport\"}]}"));

        assertThat(length.tokens()).isEmpty();
    }

    @Test
    void theChunksOfAStreamAreCountedHoweverTheyAreCut() {
        String stream = CHUNK.repeat(12) + "data: [DONE]\n\n";
        OutputLength length = new OutputLength(true);
        for (int at = 0; at < stream.length(); at += 7) {
            length.passed(Buffer.buffer(stream.substring(at, Math.min(at + 7, stream.length()))));
        }

        assertThat(length.tokens()).hasValue(10);
    }

    @Test
    void theUsageOfAStreamIsTrustedMore() {
        OutputLength length = new OutputLength(true);
        length.passed(
                Buffer.buffer(CHUNK.repeat(4) + "data: {\"usage\":{\"completion_tokens\":7}}\n\ndata: [DONE]\n\n"));

        assertThat(length.tokens()).hasValue(7);
    }
}
