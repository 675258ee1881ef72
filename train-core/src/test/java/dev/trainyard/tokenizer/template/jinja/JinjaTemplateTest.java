package dev.trainyard.tokenizer.template.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JinjaTemplateTest {
    private static String render(String template) {
        return render(template, Map.of());
    }

    private static String render(String template, Map<String, ?> context) {
        return JinjaTemplate.parse(template).render(context, Clock.systemUTC()).text();
    }

    private static void fails(String template, int line, String message) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOfSatisfying(
                        JinjaException.class, e -> assertThat(e.line()).isEqualTo(line))
                .hasMessageContaining(message);
    }

    @Test
    void trimsBlocksAndStripsTheLinesTheyStandOn() {
        assertThat(render("a\n  {% if true %}\n  b\n  {% endif %}\nc\n")).isEqualTo("a\n  b\nc");
        assertThat(render("a  {% if true %}\nb{% endif %}\n\nc\n\n")).isEqualTo("a  b\nc\n");
        assertThat(render("a\n\n {{- 'b' -}} \n\n c")).isEqualTo("abc");
        assertThat(render("a\n  {%+ if true %}b{% endif +%}\nc")).isEqualTo("a\n  b\nc");
        assertThat(render("a\n  {# note #}\nb {#- gone -#} c")).isEqualTo("a\nbc");
        assertThat(render("{{ 'x' }}\n  {{ 'y' }}")).isEqualTo("x\n  y");
    }

    @Test
    void keepsSetsWithinTheirLoop() {
        assertThat(render("{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}"))
                .isEqualTo("231");
        assertThat(render("{% if true %}{% set x = 5 %}{% endif %}{{ x }}")).isEqualTo("5");
        assertThat(
                        render(
                                "{% set n = namespace(x=1) %}{% for i in [1, 2] %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}"))
                .isEqualTo("4");
    }

    @Test
    void leavesLoopsEarly() {
        assertThat(render("{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i > 3 %}{% break %}"
                        + "{% endif %}{{ i }}{% endfor %}"))
                .isEqualTo("013");
        assertThat(render("{% for a, b in {'x': 1, 'y': 2}.items() %}{{ loop.first }}{{ a }}{{ b }}{% endfor %}"))
                .isEqualTo("Truex1Falsey2");
        assertThat(render("{% for i in [] %}x{% else %}none{% endfor %}")).isEqualTo("none");
    }

    @Test
    void callsMacrosWithDefaultsAndCallers() {
        assertThat(render("{% macro m(a, b='d') %}[{{ a }}{{ b }}]{% endmacro %}{{ m(1) }}{{ m(b=2, a=3) }}"))
                .isEqualTo("[1d][32]");
        assertThat(render("{% macro box() %}<{{ caller() }}>{% endmacro %}{% call box() %}in{% endcall %}"))
                .isEqualTo("<in>");
        assertThat(render("{% filter upper %}a{{ 'b' }}{% endfilter %}{% with x = 2, y = 3 %}{{ x * y }}{% endwith %}"))
                .isEqualTo("AB6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "1 + 2 * 3 ** 2 # 19",
                "(1 + 2) * 3 # 9",
                "-2 | abs # 2",
                "7 // -2 # -4",
                "7 % 3 ~ 'x' # 1x",
                "1.0 # 1.0",
                "1e20 # 1e+20",
                "0.00001 # 1e-05",
                "100 / 3 # 33.333333333333336",
                "'a' in 'abc' and 'x' not in ['y'] # True",
                "not x is defined # True",
                "x is not defined # True",
                "none is none and 'a' is string and {} is mapping and [] is iterable and 1 is number # True",
                "5 is divisibleby 5 # True",
                "'b' if false else 'c' if true else 'd' # c",
                "'x' if false # ``",
                "'a,b,c'.rsplit(',', 1) # ['a,b', 'c']",
                "' a  b c '.split() # ['a', 'b', 'c']",
                "' a  b c '.split(none, 1) # ['a', 'b c ']",
                "'aXbXc'.replace('X', '-', 1) # a-bXc",
                "'abc'.startswith(('x', 'ab')) # True",
                "'--x-'.strip('-') # x",
                "'{} {1} {n}'.format('a', 'b', n='c') # a b c",
                "'a-b-c'.partition('-') # ['a', '-', 'b-c']",
                "'abcdef'[-3:][0] # d",
                "[1, 2, 3, 4][::2] # [1, 3]",
                "[1, 2, 3][-1] # 3",
                "{'a': {'b': 3}}.a['b'] # 3",
                "{'a': 1}.get('z', 9) # 9",
                "[{'k': 2}, {'k': 1}] | sort(attribute='k') | map(attribute='k') | join('<') # 1<2",
                "['a', none, ''] | select | list # ['a']",
                "'x' | default('d') ~ y | default('e') # xe",
                "'' | default('d', true) # d",
                "{'b': 1, 'a': [1.0, none, true]} | tojson(sort_keys=true) # {\"a\": [1.0, null, true], \"b\": 1}",
                "'<é😀>' | tojson # \"<é😀>\"",
                "'é😀' | tojson(ensure_ascii=true) # \"\\u00e9\\ud83d\\ude00\"",
                "'3' | int + ('x' | int(7)) # 10",
                "'it''s' # its",
                "\"it's\" | string | list | length # 4",
                "[\"it's\", 'a\\nb'] # [\"it's\", 'a\\nb']",
                "2.5 | round | int ~ 3.14159 | round(2) # 23.14",
                "'line1\\nline2' | indent(2) # `line1\n  line2`",
                "true == 1 and 1 == 1.0 and '1' != 1 # True",
                "[1, [2]] + [3] # [1, [2], 3]",
                "'a' < 'b' <= 'b' # True",
            })
    void computesAsPythonDoes(String expression, String expected) {
        assertThat(render("{{ " + expression + " }}")).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void printsNothingForWhatIsNotThere() {
        assertThat(render(
                        "[{{ x }}{{ m.y }}{{ m['z'] }}{{ l[5] }}]{% if x %}{% else %}no{% endif %}",
                        Map.of("m", Map.of(), "l", List.of())))
                .isEqualTo("[]no");
        fails("a\n{{ x.y }}", 2, "'x' is undefined");
        fails("{{ x + 'a' }}", 1, "undefined ('x')");
    }

    @Test
    void namesTheLineOfWhatIsWrong() {
        fails("a\nb\n{{ 1 | nope }}", 3, "the filter 'nope' is not supported");
        fails("{{ 1 is nope }}", 1, "the test 'nope' is not supported");
        fails("\n{% for x in y %}", 2, "this for has no end");
        fails("\n\n{{ 'a }}", 3, "no closing '");
        fails("{% include 'x' %}", 1, "'include' is not supported");
        fails("{% break %}", 1, "need a loop");
        fails("{{ 'a' + 1 }}", 1, "'+' has no meaning between a string and an integer");
        fails("{{ [1].append(2) }}", 1, "templates may not");
        fails("{% set x.y = 1 %}", 1, "'x' is none");
        fails("{{ 1 + }}", 1, "a value was expected, but here is the end of the tag");
        fails("{{ f() }}", 1, "cannot be called");
        fails("{{ 1 // 0 }}", 1, "zero");
        fails("\n{{ raise_exception('no') }}", 2, "no");
    }

    @Test
    void endsTemplatesThatWouldNotEnd() {
        fails("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "macros call each other");
        fails("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", 1, "did not end");
        fails("{{ range(10 ** 9) }}", 1, "limited to");
        fails("{{ 'a' * 10 ** 10 }}", 1, "more than");
        fails(
                "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(40) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
                1, "more than");
    }

    @Test
    void reachesNothingOfJava() {
        assertThat(render("{{ x.class }}{{ x.getClass }}{{ 'a'.getBytes }}", Map.of("x", 1)))
                .isEmpty();
    }

    @Test
    void formatsTheTimeAsPythonDoes() {
        String now = JinjaTemplate.parse("{{ strftime_now('%d %b %Y, %A %H:%M:%S %-d %%') }}")
                .render(
                        Map.of(),
                        Clock.fixed(java.time.Instant.parse("2026-01-05T09:30:05Z"), java.time.ZoneOffset.UTC))
                .text();
        assertThat(now).isEqualTo("05 Jan 2026, Monday 09:30:05 5 %");
    }
}
