package dev.trainyard.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.template.jinja.Rendering;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every template with every conversation, against the text that Jinja2 makes with the settings of transformers. */
class ChatTemplateGoldenTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-01-05T09:30:05Z"), ZoneOffset.UTC);

    @Test
    void rendersTheSameTextAsJinja() {
        List<String> differences = new ArrayList<>();
        int rendered = 0;
        for (JsonNode golden : TemplateFixtures.json("golden.json").path("cases")) {
            String expected = golden.path("text").asText("refused: ");
            String actual = render(golden);
            rendered += actual.startsWith("refused: ") ? 0 : 1;
            boolean same = golden.has("text") ? actual.equals(expected) : actual.startsWith(expected);
            if (!same) {
                differences.add("%s / %s / %s%n--- expected%n%s%n--- actual%n%s"
                        .formatted(
                                golden.path("template").asText(),
                                golden.path("conversation").asText(),
                                golden.path("add_generation_prompt").asText(),
                                expected,
                                actual));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(rendered).isGreaterThan(100);
    }

    private static String render(JsonNode golden) {
        try {
            return rendering(golden).text();
        } catch (TrainingFailure e) {
            return "refused: " + e.getMessage();
        }
    }

    private static Rendering rendering(JsonNode golden) {
        return TemplateFixtures.template(golden.path("template").asText())
                .at(NOW)
                .rendering(
                        TemplateFixtures.conversation(
                                golden.path("conversation").asText()),
                        golden.path("add_generation_prompt").asBoolean(),
                        TemplateFixtures.object(golden.path("options")));
    }

    @Test
    void refusesWhatTheTemplateRefusesWithItsOwnWords() {
        for (JsonNode golden : TemplateFixtures.json("golden.json").path("cases")) {
            String error = golden.path("error").asText();
            if (error.endsWith("!") || error.endsWith("...") || error.startsWith("System role")) {
                assertThat(render(golden)).contains(error).contains("refuses this conversation");
            }
        }
    }

    @Test
    void findsGenerationTagsWhereJinjaDoes() {
        int found = 0;
        for (JsonNode golden : TemplateFixtures.json("golden.json").path("cases")) {
            if (golden.has("generated")) {
                String text = golden.path("text").asText();
                List<String> expected = new ArrayList<>();
                golden.path("generated")
                        .forEach(span -> expected.add(byCodePoints(
                                text, span.get(0).asInt(), span.get(1).asInt())));
                List<String> actual = rendering(golden).generated().stream()
                        .map(span -> text.substring(span.start(), span.end()))
                        .toList();
                assertThat(actual).isEqualTo(expected);
                found++;
            }
        }
        assertThat(found).isPositive();
    }

    private static String byCodePoints(String text, int start, int end) {
        return text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
    }
}
