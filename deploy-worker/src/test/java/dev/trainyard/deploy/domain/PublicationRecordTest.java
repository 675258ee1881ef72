package dev.trainyard.deploy.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.PublicationRecord.Step;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PublicationRecordTest {
    private static final DeploymentId ID = DeploymentId.next();

    @Test
    void stepsKeepTheirOrderAndTheirLastNote() {
        PublicationRecord record = PublicationRecord.begun(ID)
                .with("uploaded", "sha256:1")
                .with("created", "")
                .with("uploaded", "sha256:2");

        assertThat(record.steps()).containsExactly(new Step("created", ""), new Step("uploaded", "sha256:2"));
        assertThat(record.noted("uploaded")).contains("sha256:2");
        assertThat(record.noted("checked")).isEmpty();
        assertThat(record.status()).isEqualTo(PublicationRecord.Status.PUBLISHING);
    }

    @Test
    void aRecordIsTheSameAfterItWasStored() throws JsonProcessingException {
        PublicationRecord record = PublicationRecord.begun(ID)
                .with("b", "2")
                .with("a", "1")
                .published(new Publication(URI.create("http://host:11434/v1"), "tutor:3", Map.of("before", "x")));

        String stored = WireJson.mapper().writeValueAsString(record);

        assertThat(WireJson.mapper().readValue(stored, PublicationRecord.class)).isEqualTo(record);
    }
}
