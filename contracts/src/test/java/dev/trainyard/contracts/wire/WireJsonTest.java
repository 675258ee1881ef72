package dev.trainyard.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.spec.AdapterSpec;
import dev.trainyard.contracts.spec.ModelSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireJsonTest {
    private final JsonMapper mapper = WireJson.mapper();

    record Sample(Optional<String> absent, Optional<Double> etaSeconds, Stage stage) {}

    @Test
    void writesEnumsAsUsersDo() throws JsonProcessingException {
        assertThat(mapper.writeValueAsString(ModelSpec.Task.CAUSAL_LM)).isEqualTo("\"causal-lm\"");
        assertThat(mapper.readValue("\"lora\"", AdapterSpec.Method.class)).isEqualTo(AdapterSpec.Method.LORA);
        assertThat(mapper.readValue("\"train\"", Stage.class)).isEqualTo(Stage.TRAIN);
    }

    @Test
    void refusesAnUnknownConstantAndNamesTheKnownOnes() {
        assertThatThrownBy(() -> mapper.readValue("\"LORA\"", AdapterSpec.Method.class))
                .hasMessageContaining("expected one of: none, lora");
    }

    @Test
    void leavesAbsentValuesOut() throws JsonProcessingException {
        Sample sample = new Sample(Optional.empty(), Optional.of(1.5), Stage.EXPORT);
        String json = "{\"eta_seconds\":1.5,\"stage\":\"export\"}";
        assertThat(mapper.writeValueAsString(sample)).isEqualTo(json);
        assertThat(mapper.readValue(json, Sample.class)).isEqualTo(sample);
    }
}
