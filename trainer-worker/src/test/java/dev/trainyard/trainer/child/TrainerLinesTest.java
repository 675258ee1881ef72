package dev.trainyard.trainer.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.trainer.domain.TrainerLine;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainerLinesTest {
    @Test
    void readsProgressWithItsMetrics() {
        assertThat(TrainerLines.parse("""
                {"event":"progress","step":10,"total_steps":100,"epoch":0.5,"tokens":12345,"eta_seconds":3.2,\
                "metrics":{"loss":1.5,"grad_norm":2}}"""))
                .contains(new TrainerLine.Progressed(
                        10, 100, 0.5, Optional.of(3.2), Map.of("loss", 1.5, "grad_norm", 2.0)));
    }

    @Test
    void readsTheResult() {
        assertThat(TrainerLines.parse("""
                {"event":"succeeded","model_path":"/j/model","adapter_path":"/j/adapter","architecture":"L",\
                "parameter_count":9,"trainable_parameter_count":3,"dataset_sha256":"ab","metrics":{"loss":1},\
                "trained_tokens":7,"duration_millis":8}"""))
                .contains(new TrainerLine.Succeeded(
                        Path.of("/j/model"),
                        Optional.of(Path.of("/j/adapter")),
                        Optional.empty(),
                        "L",
                        9,
                        3,
                        "ab",
                        Map.of("loss", 1.0),
                        7,
                        8));
    }

    @Test
    void readsStagesCheckpointsAndEnds() {
        assertThat(TrainerLines.parse("{\"event\":\"stage\",\"stage\":\"export\",\"message\":\"m\"}"))
                .contains(new TrainerLine.StageBegan(Stage.EXPORT, "m"));
        assertThat(TrainerLines.parse("{\"event\":\"resumed\",\"step\":200}")).contains(new TrainerLine.Resumed(200));
        assertThat(TrainerLines.parse("{\"event\":\"checkpoint\",\"step\":5,\"path\":\"/c\",\"best\":true}"))
                .contains(new TrainerLine.CheckpointWritten(5, Path.of("/c"), true));
        assertThat(TrainerLines.parse("{\"event\":\"cancelled\",\"step\":42}")).contains(new TrainerLine.Cancelled(42));
        assertThat(TrainerLines.parse("{\"event\":\"failed\",\"code\":\"INVALID_DATA\",\"message\":\"row 7\"}"))
                .contains(new TrainerLine.Failed(new Failure(ErrorCode.INVALID_DATA, "row 7")));
    }

    @Test
    void aFailureWithACodeWeDoNotHaveIsADefect() {
        assertThat(TrainerLines.parse("{\"event\":\"failed\",\"code\":\"ODD\",\"message\":\"m\"}"))
                .contains(new TrainerLine.Failed(new Failure(ErrorCode.INTERNAL, "m")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain text",
                "[1]",
                "{\"event\":\"moon\"}",
                "{\"event\":\"stage\",\"stage\":\"moon\"}",
                "{\"event\":\"checkpoint\",\"step\":5}",
                "{\"event\":\"progress\",",
                "null"
            })
    void whatIsNoKnownLineIsSkipped(String text) {
        assertThat(TrainerLines.parse(text)).isEmpty();
    }
}
