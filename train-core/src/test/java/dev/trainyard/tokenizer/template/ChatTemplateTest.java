package dev.trainyard.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
    private static List<String> learnt(String template, String conversation) {
        RenderedChat chat =
                TemplateFixtures.template(template).renderWithTurns(TemplateFixtures.conversation(conversation));
        return chat.turns().stream()
                .map(turn -> chat.text().substring(turn.start(), turn.end()))
                .toList();
    }

    @Test
    void findsAssistantTurnsWithTheirEndOfTurnToken() {
        assertThat(learnt("chatml", "several turns"))
                .containsExactly("Hello! \n<|im_end|>", "\n  Indented answer\n<|im_end|>", "Bye.<|im_end|>");
        assertThat(learnt("qwen2.5", "system")).containsExactly("Paris<|im_end|>");
        assertThat(learnt("llama3", "several turns"))
                .containsExactly("Hello!<|eot_id|>", "Indented answer<|eot_id|>", "Bye.<|eot_id|>");
        assertThat(learnt("llama3.1", "system")).containsExactly("Paris<|eot_id|>");
        assertThat(learnt("llama2", "several turns"))
                .containsExactly(" Hello! </s>", " Indented answer </s>", " Bye. </s>");
        assertThat(learnt("gemma", "single")).containsExactly("4<end_of_turn>");
        assertThat(learnt("generation", "several turns"))
                .containsExactly("Hello! \n<|im_end|>", "\n  Indented answer\n<|im_end|>", "Bye.<|im_end|>");
    }

    @Test
    void findsTurnsThatLaterTurnsShorten() {
        assertThat(learnt("qwen3", "thinking"))
                .containsExactly("51<|im_end|>", "<think>\n51 + 9 = 60\n</think>\n\n60<|im_end|>");
        assertThat(learnt("qwen3", "several turns"))
                .containsExactly(
                        "Hello! \n<|im_end|>",
                        "\n  Indented answer\n<|im_end|>",
                        "<think>\n\n</think>\n\nBye.<|im_end|>");
    }

    @Test
    void findsTurnsOfToolCalls() {
        assertThat(learnt("qwen2.5", "tools"))
                .containsExactly(
                        "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Zürich\", \"days\": 3,"
                                + " \"exact\": true, \"limit\": 1.5, \"note\": null}}\n</tool_call><|im_end|>",
                        "7 degrees.<|im_end|>");
    }

    @Test
    void refusesToTrainWhatTheGenerationPromptContradicts() {
        ChatTemplate thinking = ChatTemplate.of(
                "{% for m in messages %}<{{ m.role }}>{{ m.content }}</s>{% endfor %}"
                        + "{% if add_generation_prompt %}<assistant><think>{% endif %}",
                TemplateFixtures.TOKENS);

        assertThatThrownBy(() -> thinking.renderWithTurns(TemplateFixtures.conversation("single")))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("before message 2")
                .hasMessageContaining("<think>");
    }

    @Test
    void refusesTurnsWithoutEndThatDependOnWhatFollows() {
        ChatTemplate numbered = ChatTemplate.of(
                "{% for m in messages %}{{ m.content }}{{ loop.revindex if m.role == 'assistant' else '|' }}{% endfor %}",
                TemplateFixtures.TOKENS);

        // The number of messages that follow stands where the end-of-turn token should be.
        assertThatThrownBy(() -> numbered.renderWithTurns(TemplateFixtures.conversation("several turns")))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("message 4");
    }

    @Test
    void takesTheFolderTemplateBeforeTheOneInTheConfiguration(@TempDir Path folder) throws IOException {
        assertThat(ChatTemplate.open(folder, TemplateFixtures.TOKENS)).isEmpty();

        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"r\"}, {\"name\": \"default\", \"template\": \"d\"}]}");
        assertThat(ChatTemplate.open(folder, TemplateFixtures.TOKENS)
                        .orElseThrow()
                        .source())
                .isEqualTo("d");

        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"c\"}");
        assertThat(ChatTemplate.open(folder, TemplateFixtures.TOKENS)
                        .orElseThrow()
                        .source())
                .isEqualTo("c");

        Files.writeString(folder.resolve("chat_template.jinja"), "j");
        assertThat(ChatTemplate.open(folder, TemplateFixtures.TOKENS)
                        .orElseThrow()
                        .source())
                .isEqualTo("j");
    }

    @Test
    void namesTheLineOfABrokenTemplate() {
        assertThatThrownBy(() -> ChatTemplate.of("one\ntwo {% if %}", TemplateFixtures.TOKENS))
                .isInstanceOfSatisfying(
                        TrainingFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_MODEL))
                .hasMessageContaining("line 2");
    }
}
