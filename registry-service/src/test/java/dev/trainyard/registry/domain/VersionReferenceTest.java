package dev.trainyard.registry.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionReferenceTest {
    @ParameterizedTest
    @ValueSource(strings = {"tutor/12", "models:/tutor/12"})
    void readsANumber(String text) {
        assertThat(VersionReference.parse(text))
                .isEqualTo(new VersionReference("tutor", OptionalInt.of(12), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tutor", "tutor/latest", "models:/tutor", "models:/tutor/latest"})
    void meansTheLatestVersionWhereNoNumberIsGiven(String text) {
        assertThat(VersionReference.parse(text))
                .isEqualTo(new VersionReference("tutor", OptionalInt.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tutor@champion", "tutor/champion", "models:/tutor@champion", "models:/tutor/champion"})
    void readsAnAlias(String text) {
        assertThat(VersionReference.parse(text))
                .isEqualTo(new VersionReference("tutor", OptionalInt.empty(), Optional.of("champion")))
                .hasToString("tutor@champion");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tutor@",
                "tutor@Champion",
                "tutor@3",
                "tutor/1@champion",
                "",
                "/",
                "tutor/0",
                "tutor/-1",
                "tutor/1/2",
                "Tutor/1",
                "../x",
                "tutor/1e3",
                "tutor/9999999999"
            })
    void refusesAnythingElseAndSaysWhatIsExpected(String text) {
        assertThatThrownBy(() -> VersionReference.parse(text))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("expected NAME/NUMBER");
    }
}
