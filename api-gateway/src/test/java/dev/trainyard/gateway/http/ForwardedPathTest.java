package dev.trainyard.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.TrainyardException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedPathTest {
    @ParameterizedTest
    @CsvSource({
        "/models,/models",
        "/models/,/models",
        "/models/tiny/versions/3,/models/tiny/versions/3",
        "/models/a%20b,/models/a%20b",
        "/models/a+b,/models/a%2Bb",
    })
    void passesPlainPathsOn(String raw, String path) {
        assertThat(ForwardedPath.of(raw)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/models/../q/metrics",
                "/models/%2e%2e/q/metrics",
                "/models/%2E./x",
                "/models/..%2fq",
                "/models/%252e%252e/q",
                "/models/..%5cq",
                "/models//x",
                "/models/./x",
                "/models/a%00b",
                "/models/a%0d%0aX: y",
                "/models/a;b",
                "/models/%zz"
            })
    void refusesWhatCouldLeadElsewhere(String raw) {
        assertThatThrownBy(() -> ForwardedPath.of(raw)).isInstanceOf(TrainyardException.class);
    }
}
