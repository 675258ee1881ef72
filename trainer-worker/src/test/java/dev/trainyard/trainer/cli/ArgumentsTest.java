package dev.trainyard.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.TrainyardException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArgumentsTest {
    @Test
    void readsAllOptionsInAnyOrder() {
        assertThat(Arguments.parse(List.of("--json", "--output", "/out", "--resume", "--config", "/spec.yaml")))
                .isEqualTo(new Arguments(Path.of("/spec.yaml"), Path.of("/out"), true, true, false));
    }

    @ParameterizedTest
    @CsvSource({
        "--config /s, --output is missing",
        "--output /o, --config is missing",
        "--config, --config needs a value",
        "--config /s --output /o --fast, unknown argument \"--fast\""
    })
    void saysWhatIsWrongAndHowItIsUsed(String line, String message) {
        assertThatThrownBy(() -> Arguments.parse(List.of(line.split(" "))))
                .isInstanceOf(TrainyardException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("Usage: train");
    }
}
