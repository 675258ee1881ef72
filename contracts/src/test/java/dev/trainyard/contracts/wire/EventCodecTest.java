package dev.trainyard.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.id.JobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private final EventCodec codec = new EventCodec("api-gateway");

    @ParameterizedTest
    @MethodSource("events")
    void readsWhatItWrites(Event event) {
        EventRecord written = codec.encode(event);
        assertThat(codec.decode(written.headers(), written.body())).contains(event);
        assertThat(Topics.all()).contains(written.topic());
        assertThat(written.key()).isEqualTo(event.subject());
    }

    @Test
    void writesCloudEventsHeaders() {
        CancelRequested event = new CancelRequested(EventHead.now(1, 0), JobId.next(), 1, "because");
        Map<String, String> headers = codec.encode(event).headers();
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", event.head().id().value())
                .containsEntry("ce_type", "training.cancel-requested")
                .containsEntry("ce_source", "/trainyard/api-gateway")
                .containsEntry("ce_subject", event.jobId().value())
                .containsEntry("ce_time", event.head().time().toString())
                .containsEntry("content-type", "application/json")
                .hasSize(7);
    }

    @Test
    void anUnknownTypeIsNoEvent() {
        assertThat(codec.decode(Map.of("ce_type", "training.paused"), "{}")).isEmpty();
    }

    @Test
    void aNewFieldOfANewerSenderIsIgnored() {
        CancelRequested event = new CancelRequested(EventHead.now(1, 0), JobId.next(), 1, "because");
        EventRecord written = codec.encode(event);
        String newer = "{\"new_field\":{\"a\":[1]}," + written.body().substring(1);
        assertThat(codec.decode(written.headers(), newer)).contains(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"job_id\":\"job-1\"}",
                "{\"head\":{\"id\":\"evt-01k3qzv5m8f0a2b4c6d8e0f2g4\",\"attempt\":\"1\",\"sequence\":0,"
                        + "\"time\":\"2026-01-15T10:30:15Z\"},\"job_id\":\"job-01k3qzv5m8f0a2b4c6d8e0f2g4\","
                        + "\"submission\":1,\"reason\":\"r\"}"
            })
    void aBodyThatDoesNotFitIsRefused(String body) {
        assertThatThrownBy(() -> codec.decode(Map.of("ce_type", "training.cancel-requested"), body))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("training.cancel-requested");
    }

    @Test
    void aRecordWithoutATypeIsRefused() {
        assertThatThrownBy(() -> codec.decode(Map.of(), "{}"))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("ce_type");
    }

    static Stream<Event> events() {
        return EventSamples.all().stream();
    }

    @Test
    void versionsOfBeforeThereWereFormatsAreHuggingFaceFolders() throws Exception {
        String written = Files.readString(Path.of("src/test/resources/golden/deployment.skipped.json"));
        String old = written.replace(",\"format\":\"huggingface\"", "");

        assertThat(old).isNotEqualTo(written);
        assertThat(new EventCodec("test").decode(Map.of("ce_type", "deployment.skipped"), old))
                .isEqualTo(new EventCodec("test").decode(Map.of("ce_type", "deployment.skipped"), written));
    }
}
