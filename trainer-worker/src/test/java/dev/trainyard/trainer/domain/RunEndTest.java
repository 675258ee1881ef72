package dev.trainyard.trainer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RunEndTest {
    private static final TrainerLine.Succeeded RESULT = new TrainerLine.Succeeded(
            Path.of("/model"), Optional.empty(), Optional.empty(), "LlamaForCausalLM", 1, 1, "00", Map.of(), 1, 1);
    private static final TrainerLine.Failed PEER_LOST =
            new TrainerLine.Failed(new Failure(ErrorCode.WORKER_LOST, "another process ended"));
    private static final TrainerLine.Failed BAD_ROW =
            new TrainerLine.Failed(new Failure(ErrorCode.INVALID_DATA, "row 7"));

    @Test
    void theFirstRankHasTheResult() {
        assertThat(meaning(rank(1, 0, null, false), rank(0, 0, RESULT, false)))
                .isEqualTo(new AttemptEnd.Succeeded(RESULT));
    }

    @Test
    void aKilledRankIsTheCauseHoweverSoonTheOthersFollow() {
        assertThat(failure(rank(0, 5, PEER_LOST, false), rank(1, 137, null, false), rank(2, 137, null, true)))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.WORKER_LOST);
                    assertThat(failure.message()).startsWith("rank 1 of 3: the training process was ended by signal 9");
                });
    }

    @Test
    void whatTheUserMustCorrectIsToldByWhicheverRankFoundIt() {
        assertThat(failure(rank(1, 2, BAD_ROW, false), rank(0, 5, PEER_LOST, false)))
                .isEqualTo(new Failure(ErrorCode.INVALID_DATA, "rank 1 of 2: row 7"));
    }

    @Test
    void ranksThatOnlyLostEachOtherMayTryAgain() {
        assertThat(failure(rank(1, 5, PEER_LOST, false), rank(0, 5, PEER_LOST, false))
                        .code())
                .isEqualTo(ErrorCode.WORKER_LOST);
    }

    @Test
    void oneProcessSpeaksForItself() {
        assertThat(failure(rank(0, 2, BAD_ROW, false))).isEqualTo(new Failure(ErrorCode.INVALID_DATA, "row 7"));
    }

    private static RunEnd.RankEnd rank(int rank, int exitCode, @Nullable TrainerLine last, boolean killed) {
        return new RunEnd.RankEnd(rank, new ProcessEnd(exitCode, Optional.ofNullable(last), false, 0, ""), killed);
    }

    private static AttemptEnd meaning(RunEnd.RankEnd... ends) {
        return new RunEnd(List.of(ends)).meaning();
    }

    private static Failure failure(RunEnd.RankEnd... ends) {
        assertThat(meaning(ends)).isInstanceOf(AttemptEnd.Failed.class);
        return ((AttemptEnd.Failed) meaning(ends)).failure();
    }
}
