package dev.trainyard.evaluation.metrics.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

final class FormatChecksTest {
    /** Format, an answer that follows it and one that does not; {@code ⏎} is an end of line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "\"json\"                                      § [1, 2]            § [1, 2] and more",
                "{type: regex, pattern: '^\\d+ km$'}           § 12 km             § 12 miles",
                "{type: regex, pattern: '\\d+', whole: true}   § 12                § 12 km",
                "{type: choice, values: ['yes', 'no']}           § yes               § Yes.",
                "{type: bullet_list, min: 2, max: 3}           § - a⏎* b           § - a",
                "{type: bullet_list, only: true}               § - a⏎  more⏎- b    § Here:⏎- a",
                "{type: numbered_list, min: 2}                 § 1. a⏎2) b         § - a⏎- b",
                "{type: words, min: 2, max: 3}                 § don't do it       § one two three four",
                "{type: max_words, value: 2}                   § two words         § now three words",
                "{type: min_words, value: 2}                   § two words         § one",
                "{type: sentences, min: 2, max: 2}             § One. Two, at 3.5! § Only one.",
                "{type: max_sentences, value: 1}               § One.              § 一。二。",
                "{type: paragraphs, min: 2}                    § a⏎⏎b              § a⏎b",
                "{type: headings, min: 1}                      § # Top⏎text        § #nothing",
                "{type: lines, max: 1}                         § one               § one⏎two",
                "{type: characters, max: 3}                    § 😀😀😀            § four",
                "{type: max_characters, value: 3}              § abc               § abcd",
                "{type: contains, values: [Tram, late]}        § LATE, the tram    § the tram",
                "{type: excludes, values: [tram]}              § a bus             § A Tram",
                "{type: starts_with, value: Dear}              § Dear all          § dear all",
                "{type: ends_with, value: Bye.}                § Well. Bye.        § Bye. Well.",
                "\"lowercase\"                                 § all 3 small       § Not all",
                "\"uppercase\"                                 § ALL 3             § NOt",
                "\"no_comma\"                                  § a b               § a, b",
                "{type: code_block, language: java}            § x⏎```java⏎y⏎```   § ```python⏎y⏎```",
                "\"code_block\"                                § ```⏎y⏎```         § ``y``",
                "\"table\"                                     § |a|b|⏎|--|:-:|⏎|1|2| § a | b",
                "{type: json, schema: {type: object, required: [n]}} § {\"n\": 1} § {\"m\": 1}"
            })
    void tellsAnswersThatFollowFromOthers(String format, String follows, String does) {
        List<FormatCheck> checks = checks(format);
        assertThat(FormatCheck.allStrict(checks, lines(follows))).isTrue();
        assertThat(FormatCheck.allStrict(checks, lines(does))).isFalse();
        assertThat(FormatCheck.allStrict(checks, "")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "{type: integer}                                           § 3.0        § 3.5",
                "{type: [string, 'null']}                                  § null       § 1",
                "{enum: [1, a]}                                            § 1.0        § 2",
                "{const: {a: 1}}                                           § {\"a\": 1} § {\"a\": 2}",
                "{type: array, items: {type: boolean}, minItems: 1}        § [true]     § [1]",
                "{type: array, maxItems: 1}                                § [1]        § [1, 2]",
                "{type: string, minLength: 2, maxLength: 3}                § \"ab\"     § \"a\"",
                "{type: string, pattern: '^a+$'}                           § \"aa\"     § \"ab\"",
                "{type: number, minimum: 1, maximum: 2}                    § 1.5        § 2.5",
                "{properties: {a: {type: string}}, additionalProperties: false} § {\"a\":\"x\"} § {\"b\":\"x\"}",
                "{properties: {a: {type: string}}}                         § {\"b\": 1} § {\"a\": 1}"
            })
    void checksJsonAgainstASchema(String schema, String valid, String invalid) {
        List<FormatCheck> checks = checks("{type: json, schema: " + schema + "}");
        assertThat(FormatCheck.allStrict(checks, valid)).isTrue();
        assertThat(FormatCheck.allStrict(checks, invalid)).isFalse();
    }

    @Test
    void isLooseAboutFirstAndLastLinesAndAsterisks() {
        List<FormatCheck> json = checks("json");
        String chatty = "Sure! Here it is:\n{\"a\": 1}\nAnything else?";
        assertThat(FormatCheck.allStrict(json, chatty)).isFalse();
        assertThat(FormatCheck.allLoose(json, chatty)).isTrue();
        assertThat(FormatCheck.allLoose(checks("{type: starts_with, value: 'Yes'}"), "**Yes**, it is"))
                .isTrue();
        assertThat(FormatCheck.allLoose(json, "two\nlines\nof prose")).isFalse();
    }

    @Test
    void wantsEveryCheckOfAList() {
        List<FormatCheck> checks = checks("[lowercase, {type: max_words, value: 2}]");
        assertThat(checks).hasSize(2);
        assertThat(FormatCheck.allStrict(checks, "two words")).isTrue();
        assertThat(FormatCheck.allStrict(checks, "Two words")).isFalse();
        assertThat(FormatCheck.allStrict(checks, "now three words")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "{type: jsn}                                  § known: bullet_list",
                "{type: max_words}                            § needs value",
                "{type: max_words, value: -1}                 § whole number from 0",
                "{type: max_words, value: 3, valu: 2}         § no field valu",
                "{type: words}                                § needs min or max",
                "{type: regex, pattern: '('}                  § not a regular expression",
                "{type: choice, values: []}                   § a list of texts",
                "{type: json, schema: {oneOf: []}}            § schema.oneOf is not supported",
                "{type: json, schema: {type: text}}           § \"text\" is unknown",
                "{type: json, schema: {properties: {a: {not: {}}}}} § schema.not is not supported",
                "[]                                           § empty"
            })
    void refusesChecksItDoesNotUnderstand(String format, String message) {
        assertThatThrownBy(() -> checks(format))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void endsOnPatternsThatDoNot() {
        List<FormatCheck> checks = checks("{type: regex, pattern: '.*.*.*.*='}");
        assertThatThrownBy(() -> FormatCheck.allStrict(checks, "a".repeat(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes too long");
    }

    private static String lines(String text) {
        return text.replace('⏎', '\n');
    }

    private static List<FormatCheck> checks(String format) {
        return FormatChecks.read(new ObjectMapper().<JsonNode>valueToTree(new Yaml().load(format)));
    }
}
