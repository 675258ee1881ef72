package dev.trainyard.contracts.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.wire.WireJson;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTest {
    @Test
    void newIdsDifferAndReadBack() throws JsonProcessingException {
        Set<JobId> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(JobId.next());
        }
        assertThat(ids).hasSize(1000);
        JobId id = JobId.next();
        String json = WireJson.mapper().writeValueAsString(id);
        assertThat(json).isEqualTo("\"" + id + "\"");
        assertThat(WireJson.mapper().readValue(json, JobId.class)).isEqualTo(id);
    }

    @Test
    void laterIdsSortAfterEarlierOnes() throws InterruptedException {
        String earlier = EventId.next().value();
        Thread.sleep(2);
        assertThat(EventId.next().value()).isGreaterThan(earlier);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "job-",
                "job-1",
                "../../etc/passwd",
                "job-01K3QZV5M8F0A2B4C6D8E0F2G4",
                "evt-01k3qzv5m8f0a2b4c6d8e0f2g4"
            })
    void refusesWhatIsNoId(String text) {
        assertThatThrownBy(() -> new JobId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyKindHasItsPrefix() {
        assertThat(VersionId.next().value()).startsWith("ver-");
        assertThat(EvaluationId.next().value()).startsWith("eval-");
        assertThat(DeploymentId.next().value()).startsWith("dep-");
    }
}
