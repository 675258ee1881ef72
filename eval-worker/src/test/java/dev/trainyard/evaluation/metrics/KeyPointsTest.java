package dev.trainyard.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyPointsTest {
    @Test
    void coversAPointByAnyOfItsAlternatives() {
        KeyPoints points = points("buffet car|dining car", "10:45");
        assertThat(points.count()).isEqualTo(2);
        assertThat(points.missing("The DINING-CAR opens at 10.45.")).isEmpty();
        assertThat(points.missing("The buffet car opens at 10:44.")).containsExactly("10:45");
        assertThat(points.missing("")).containsExactly("buffet car|dining car", "10:45");
    }

    @Test
    void wantsWholeWordsSideBySide() {
        assertThat(points("car").missing("a carriage")).containsExactly("car");
        assertThat(points("dining car").missing("a dining and sleeping car")).isNotEmpty();
        assertThat(points("car").missing("no scar, a (car)!")).isEmpty();
    }

    @Test
    void comparesFormsOfCharactersAndLetters() {
        assertThat(points("Café").missing("the cafe\u0301")).isEmpty();
        assertThat(points("5 km²").missing("it is ５ km2 away")).isEmpty();
        assertThat(points("naive").missing("naïve")).isNotEmpty();
    }

    @Test
    void findsWordsOfScriptsWithoutSpaces() {
        assertThat(points("火车").missing("今天火车晚点了。")).isEmpty();
        assertThat(points("CPU").missing("使用CPU训练")).isEmpty();
        assertThat(points("飞机").missing("今天火车晚点了。")).isNotEmpty();
    }

    @Test
    void takesABarForASignWhereItIsEscaped() {
        assertThat(KeyPoints.alternatives("a \\| b|c")).containsExactly("a | b", "c");
    }

    @Test
    void refusesPointsThatCouldNotBeMissing() {
        assertThatThrownBy(() -> points("car", "?!"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"?!\"");
        assertThatThrownBy(() -> points("car|")).hasMessageContaining("no letter or digit");
        assertThatThrownBy(() -> KeyPoints.of(List.of())).hasMessageContaining("empty");
    }

    private static KeyPoints points(String... points) {
        return KeyPoints.of(
                List.of(points).stream().map(KeyPoints::alternatives).toList());
    }
}
