package dev.trainyard.trainer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProcessEndTest {
    private static final TrainerLine.Succeeded RESULT = new TrainerLine.Succeeded(
            Path.of("/model"), Optional.empty(), Optional.empty(), "LlamaForCausalLM", 1, 1, "00", Map.of(), 1, 1);
    private static final TrainerLine.Failed BAD_ROW =
            new TrainerLine.Failed(new Failure(ErrorCode.INVALID_DATA, "row 7"));

    @Test
    void aResultWithExitCodeZeroIsASuccess() {
        assertThat(end(0, RESULT, false, 0).meaning()).isEqualTo(new AttemptEnd.Succeeded(RESULT));
    }

    @Test
    void aResultThatCameBeforeTheStopTookEffectIsASuccess() {
        assertThat(end(0, RESULT, true, 0).meaning()).isEqualTo(new AttemptEnd.Succeeded(RESULT));
    }

    @Test
    void exitCodeZeroWithoutAResultIsADefect() {
        assertThat(failure(end(0, null, false, 0)).code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @ParameterizedTest
    @CsvSource({"143", "137", "2"})
    void whateverTheExitCodeAStoppedProcessWasStopped(int exitCode) {
        assertThat(end(exitCode, null, true, 0).meaning()).isEqualTo(new AttemptEnd.Stopped());
    }

    @Test
    void whatTheProcessSaysItselfIsBelieved() {
        assertThat(failure(end(2, BAD_ROW, false, 0))).isEqualTo(BAD_ROW.failure());
    }

    @ParameterizedTest
    @CsvSource({
        "137, 0, WORKER_LOST",
        "137, 1, OUT_OF_MEMORY",
        "139, 1, WORKER_LOST",
        "134, 0, WORKER_LOST",
        "143, 0, WORKER_LOST",
        "3, 0, OUT_OF_MEMORY",
        "4, 0, INTERNAL",
        "1, 0, INTERNAL",
        "113, 0, INTERNAL"
    })
    void withoutALastLineTheExitCodeDecides(int exitCode, long outOfMemoryKills, ErrorCode expected) {
        assertThat(failure(end(exitCode, null, false, outOfMemoryKills)).code()).isEqualTo(expected);
    }

    @Test
    void theEndOfStderrIsPartOfTheMessage() {
        assertThat(failure(end(1, null, false, 0)).message()).contains("exit code 1", "Could not find main class");
    }

    private static ProcessEnd end(
            int exitCode, @org.jspecify.annotations.Nullable TrainerLine last, boolean stopRequested, long kills) {
        return new ProcessEnd(
                exitCode, Optional.ofNullable(last), stopRequested, kills, "Error: Could not find main class\n");
    }

    private static Failure failure(ProcessEnd end) {
        return ((AttemptEnd.Failed) end.meaning()).failure();
    }
}
