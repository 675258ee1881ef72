package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.tokenizer.template.ChatMessage;
import dev.trainyard.tokenizer.template.Conversation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderedRowTest {
    private static final RowOrigin ORIGIN = new RowOrigin(Path.of("data.jsonl"), 4);

    @TempDir
    Path folder;

    @Test
    void showsTheTemplateAndWhatIsLearnt() {
        try (DataFixtures fixtures = new DataFixtures(folder)) {
            Conversation talk = Conversation.of(ChatMessage.of("user", "hi"), ChatMessage.of("assistant", "yes"));
            TokenRow row = fixtures.encoder(512).encode(new Row.Chat(ORIGIN, talk, List.of(1.0, 1.0), 1));

            RenderedRow rendered = RenderedRow.of(row, Optional.of(fixtures.bytes));

            assertThat(rendered.text())
                    .isEqualTo("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n⟦yes<|im_end|>⟧\n");
            assertThat(rendered.supervised()).isEqualTo(row.supervised());
        }
    }

    @Test
    void showsIdsWhereThereIsNoTokenizer() {
        TokenRow row = new TokenRow(ORIGIN, new int[] {5, 6, 7, 8}, new int[] {5, 6, -100, 8}, 9);
        RenderedRow rendered = RenderedRow.of(row, Optional.empty());
        assertThat(rendered.text()).isEqualTo("[5]⟦[6]⟧[7]⟦[8]⟧");
        assertThat(rendered.full()).isEqualTo(9);
    }
}
