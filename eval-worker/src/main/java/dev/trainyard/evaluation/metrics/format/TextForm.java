package dev.trainyard.evaluation.metrics.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Counts what a text is made of. */
final class TextForm {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+(?:['’-][\\p{L}\\p{M}\\p{N}_]+)*");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?。！？])[\"'”’)]*(?:\\s+|$)|(?<=[。！？])|\\R{2,}");
    private static final Pattern BULLET = Pattern.compile("\\s*[-*+•]\\s+\\S.*");
    private static final Pattern NUMBERED = Pattern.compile("\\s*\\d{1,4}[.)]\\s+\\S.*");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+\\S.*");
    private static final Pattern PARTED = Pattern.compile("\\s*\\|?(?:\\s*:?-+:?\\s*\\|)+(?:\\s*:?-+:?\\s*)?");

    private TextForm() {}

    /** Runs of letters and digits; an apostrophe or hyphen within one parts nothing. */
    static int words(String text) {
        return (int) WORD.matcher(text).results().count();
    }

    /** Parts that end with {@code . ! ?} (and their Chinese forms) before white space, or with an empty line. */
    static int sentences(String text) {
        return (int) Arrays.stream(SENTENCE_END.split(text))
                .filter(part -> WORD.matcher(part).find())
                .count();
    }

    /** Parts between empty lines. */
    static int paragraphs(String text) {
        return (int) Arrays.stream(text.split("\\n\\s*\\n"))
                .filter(part -> !part.isBlank())
                .count();
    }

    static int bullets(String text) {
        return count(text, BULLET);
    }

    static int numbered(String text) {
        return count(text, NUMBERED);
    }

    static int headings(String text) {
        return count(text, HEADING);
    }

    /** Whether nothing but items of lists stands in the text, empty lines and continued (indented) lines aside. */
    static boolean isListAlone(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .allMatch(line -> BULLET.matcher(line).matches()
                        || NUMBERED.matcher(line).matches()
                        || Character.isWhitespace(line.charAt(0)));
    }

    /** Whether a line of a table is followed by the line that parts its head from its body. */
    static boolean hasTable(String text) {
        List<String> lines = text.lines().toList();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i - 1).contains("|")
                    && lines.get(i).contains("-")
                    && PARTED.matcher(lines.get(i)).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it has a fenced block of code, of this language where one is named. */
    static boolean hasCode(String text, Optional<String> language) {
        return Pattern.compile("(?m)^\\s*```\\s*" + language.map(Pattern::quote).orElse("\\w*")
                        + "\\s*$[\\s\\S]*?^\\s*```\\s*$")
                .matcher(text)
                .find();
    }

    /** The text as one JSON value; empty where it is none. */
    static Optional<JsonNode> json(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return value == null || value.isMissingNode() ? Optional.empty() : Optional.of(value);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static int count(String text, Pattern line) {
        return (int) text.lines().filter(each -> line.matcher(each).matches()).count();
    }
}
