package dev.trainyard.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopTextsTest {
    @Test
    void textPassesAtOnceWhereNoStopTextCanBegin() {
        StopTexts stops = new StopTexts(List.of("###"));
        assertThat(stops.push("Hello ")).isEqualTo("Hello ");
        assertThat(stops.push("world")).isEqualTo("world");
        assertThat(stops.flush()).isEmpty();
    }

    @Test
    void aStopTextAcrossPiecesIsNeverShown() {
        StopTexts stops = new StopTexts(List.of("\nUser:"));
        assertThat(stops.push("Yes.\n")).isEqualTo("Yes.");
        assertThat(stops.push("Us")).isEmpty();
        assertThat(stops.found()).isFalse();
        assertThat(stops.push("er: hi")).isEmpty();
        assertThat(stops.found()).isTrue();
    }

    @Test
    void heldTextIsShownOnceItCannotBecomeAStopText() {
        StopTexts stops = new StopTexts(List.of("###"));
        assertThat(stops.push("a##")).isEqualTo("a");
        assertThat(stops.push("b#")).isEqualTo("##b");
        assertThat(stops.flush()).isEqualTo("#");
    }

    @Test
    void theLongestPossibleBeginningOfAnyStopTextIsHeld() {
        StopTexts stops = new StopTexts(List.of("abcd", "bx"));
        assertThat(stops.push("zabc")).isEqualTo("z");
        assertThat(stops.push("ab")).isEqualTo("abc");
        assertThat(stops.push("x")).isEqualTo("a");
        assertThat(stops.found()).isTrue();
    }

    @Test
    void theEarliestOfSeveralStopTextsEndsTheText() {
        StopTexts stops = new StopTexts(List.of("two", "one"));
        assertThat(stops.push("x one two")).isEqualTo("x ");
        assertThat(stops.found()).isTrue();
    }

    @Test
    void withoutStopTextsEverythingPasses() {
        assertThat(new StopTexts(List.of()).push("anything")).isEqualTo("anything");
    }
}
