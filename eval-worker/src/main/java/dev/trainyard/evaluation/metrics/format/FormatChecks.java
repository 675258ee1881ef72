package dev.trainyard.evaluation.metrics.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** The checks that the field {@code format} of a row asks for: the name of one, an object with one, or a list. */
public final class FormatChecks {
    /** Makes the check of an object, asking it for its parameters. */
    private interface Kind {
        Predicate<String> rule(Parameters parameters);
    }

    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("json", FormatChecks::json),
            Map.entry("regex", FormatChecks::regex),
            Map.entry("choice", FormatChecks::choice),
            Map.entry("bullet_list", p -> list(p, TextForm::bullets)),
            Map.entry("numbered_list", p -> list(p, TextForm::numbered)),
            Map.entry("words", p -> counted(p, TextForm::words)),
            Map.entry("sentences", p -> counted(p, TextForm::sentences)),
            Map.entry("paragraphs", p -> counted(p, TextForm::paragraphs)),
            Map.entry("headings", p -> counted(p, TextForm::headings)),
            Map.entry("characters", p -> counted(p, text -> text.codePointCount(0, text.length()))),
            Map.entry(
                    "lines", p -> counted(p, text -> (int) text.strip().lines().count())),
            Map.entry("max_words", p -> atMost(p, TextForm::words)),
            Map.entry("min_words", p -> atLeast(p, TextForm::words)),
            Map.entry("max_sentences", p -> atMost(p, TextForm::sentences)),
            Map.entry("max_characters", p -> atMost(p, text -> text.codePointCount(0, text.length()))),
            Map.entry("contains", FormatChecks::contains),
            Map.entry("excludes", FormatChecks::excludes),
            Map.entry("starts_with", p -> startsWith(p.text("value"))),
            Map.entry("ends_with", p -> endsWith(p.text("value"))),
            Map.entry("lowercase", p -> text -> text.equals(text.toLowerCase(Locale.ROOT))),
            Map.entry("uppercase", p -> text -> text.equals(text.toUpperCase(Locale.ROOT))),
            Map.entry("no_comma", p -> text -> text.indexOf(',') < 0 && text.indexOf('，') < 0),
            Map.entry("code_block", FormatChecks::codeBlock),
            Map.entry("table", p -> TextForm::hasTable)));

    private FormatChecks() {}

    /** Errors: {@link IllegalArgumentException} with what is wrong with the field. */
    public static List<FormatCheck> read(JsonNode format) {
        List<FormatCheck> checks = new ArrayList<>();
        if (format.isArray()) {
            format.forEach(each -> checks.add(one(each)));
        } else {
            checks.add(one(format));
        }
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("format is empty: name at least one check, or leave the field out");
        }
        return List.copyOf(checks);
    }

    private static FormatCheck one(JsonNode check) {
        String type = check.isTextual() ? check.textValue() : check.path("type").asText();
        Kind kind = KINDS.get(type);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "format type \"" + type + "\" is unknown; known: " + String.join(", ", KINDS.keySet()));
        }
        Parameters parameters = new Parameters(type, check);
        Predicate<String> rule = kind.rule(parameters);
        parameters.end();
        return new FormatCheck(check.isTextual() ? type : check.toString(), rule);
    }

    private static Predicate<String> json(Parameters parameters) {
        Optional<JsonNode> schema = parameters.object("schema");
        schema.ifPresent(JsonSchema::check);
        return text -> TextForm.json(text.strip())
                .filter(value -> schema.map(own -> JsonSchema.holds(own, value)).orElse(true))
                .isPresent();
    }

    private static Predicate<String> regex(Parameters parameters) {
        BoundedPattern pattern = new BoundedPattern(parameters.text("pattern"));
        boolean whole = parameters.flag("whole", false);
        return text -> whole ? pattern.matches(text.strip()) : pattern.isFoundIn(text);
    }

    private static Predicate<String> choice(Parameters parameters) {
        Set<String> options = Set.copyOf(parameters.texts("values"));
        return text -> options.contains(text.strip());
    }

    private static Predicate<String> list(Parameters parameters, ToIntFunction<String> items) {
        int least = parameters.number("min", 1);
        int most = parameters.number("max", Integer.MAX_VALUE);
        boolean alone = parameters.flag("only", false);
        return text -> within(items.applyAsInt(text), least, most) && (!alone || TextForm.isListAlone(text));
    }

    private static Predicate<String> counted(Parameters parameters, ToIntFunction<String> count) {
        int least = parameters.number("min", 0);
        int most = parameters.number("max", Integer.MAX_VALUE);
        if (least == 0 && most == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("format " + parameters.type() + " needs min or max");
        }
        return text -> within(count.applyAsInt(text), least, most);
    }

    private static Predicate<String> atMost(Parameters parameters, ToIntFunction<String> count) {
        int most = parameters.number("value");
        return text -> count.applyAsInt(text) <= most;
    }

    private static Predicate<String> atLeast(Parameters parameters, ToIntFunction<String> count) {
        int least = parameters.number("value");
        return text -> count.applyAsInt(text) >= least;
    }

    private static boolean within(int count, int least, int most) {
        return count >= least && count <= most;
    }

    private static Predicate<String> contains(Parameters parameters) {
        List<String> values = lower(parameters.texts("values"));
        return text -> values.stream().allMatch(text.toLowerCase(Locale.ROOT)::contains);
    }

    private static Predicate<String> excludes(Parameters parameters) {
        List<String> values = lower(parameters.texts("values"));
        return text -> values.stream().noneMatch(text.toLowerCase(Locale.ROOT)::contains);
    }

    private static List<String> lower(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }

    private static Predicate<String> startsWith(String value) {
        return text -> text.strip().startsWith(value);
    }

    private static Predicate<String> endsWith(String value) {
        return text -> text.strip().endsWith(value);
    }

    private static Predicate<String> codeBlock(Parameters parameters) {
        Optional<String> language = parameters.optionalText("language");
        return text -> TextForm.hasCode(text, language);
    }
}
