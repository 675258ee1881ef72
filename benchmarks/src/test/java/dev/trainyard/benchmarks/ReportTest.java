package dev.trainyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
    @Test
    void isATableBelowItsSetup() {
        Report report = new Report(
                "train",
                Map.of("threads", "2"),
                List.of(List.of("side", "speed"), List.of("ours", "1.20")),
                List.of("A note."),
                JsonNodeFactory.instance.objectNode());

        assertThat(report.markdown()).isEqualTo("""
                # train

                - threads: 2

                | side | speed |
                |---|---|
                | ours | 1.20 |

                A note.
                """);
    }
}
