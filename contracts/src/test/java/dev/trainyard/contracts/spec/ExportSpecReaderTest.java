package dev.trainyard.contracts.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.ExportSpec.Format;
import dev.trainyard.contracts.wire.WireJson;
import org.junit.jupiter.api.Test;

class ExportSpecReaderTest {
    @Test
    void readsAnExport() {
        ExportSpec spec = ExportSpecReader.export(
                json("{'format': 'gguf', 'type': 'Q4_K_M', 'limits': {'max_divergence': 0.05}, 'max_rows': 8}"));

        assertThat(spec.format()).isEqualTo(Format.GGUF);
        assertThat(spec.type()).contains("q4_k_m");
        assertThat(spec.kind()).isEqualTo("gguf q4_k_m");
        assertThat(spec.comparison().maxDivergence()).contains(0.05);
        assertThat(spec.comparison().maxRows()).isEqualTo(8);
        assertThat(spec.comparison().maxPerplexityChange()).isEmpty();
    }

    @Test
    void anAdapterAloneIsPeftOrGguf() {
        assertThat(ExportSpecReader.export(json("{'format': 'peft'}")).adapterOnly())
                .isTrue();
        assertThat(ExportSpecReader.export(json("{'format': 'gguf', 'adapter_only': true}"))
                        .kind())
                .isEqualTo("gguf adapter");
        assertProblems("{'format': 'int8', 'adapter_only': true}", "adapter_only");
        assertProblems("{'format': 'peft', 'adapter_only': false}", "adapter_only");
        assertProblems("{'format': 'gguf', 'adapter_only': true, 'type': 'f16'}", "type");
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertProblems(
                "{'format': 'onnx', 'limits': {'max_divergence': 0, 'x': 1}, 'max_rows': 'all', 'data_format': 'csv',"
                        + " 'tpye': 'f16'}",
                "format",
                "limits.max_divergence",
                "limits.x",
                "data_format",
                "max_rows",
                "tpye");
        assertProblems("{'format': 'gguf'}", "type");
        assertProblems("{'format': 'gguf', 'type': 'q2_k'}", "type");
        assertProblems("{'format': 'torchscript', 'type': 'f16'}", "type");
        assertProblems("{}", "format");
    }

    @Test
    void aCompressionIsAnExportInFewerBits() {
        assertThat(ExportSpecReader.compression(json("{'method': 'int8'}")))
                .isEqualTo(ExportSpecReader.export(json("{'format': 'int8'}")));
        assertThat(ExportSpecReader.compression(json("{'method': 'Q4_0', 'max_rows': 3}")))
                .isEqualTo(ExportSpecReader.export(json("{'format': 'gguf', 'type': 'q4_0', 'max_rows': 3}")));
        assertThatThrownBy(() -> ExportSpecReader.compression(json("{'method': 'zip', 'format': 'gguf'}")))
                .hasMessageContaining("2 problems")
                .hasMessageContaining("expected int8, f16");
    }

    private static void assertProblems(String body, String... fields) {
        assertThatThrownBy(() -> ExportSpecReader.export(json(body)))
                .isInstanceOfSatisfying(
                        TrainyardException.class,
                        e -> assertThat(e.problems()).extracting(Problem::field).containsExactlyInAnyOrder(fields));
    }

    private static JsonNode json(String text) {
        try {
            return WireJson.mapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
