package dev.trainyard.trainer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PassPolicyTest {
    private static final PassPolicy POLICY = new PassPolicy(4);
    private static final JobSpec ON_TWO_GPUS = JobSpecReader.read("""
            name: m
            model: {base: models/tiny}
            training_data: {path: rows.jsonl}
            training: {world_size: 2}
            resources: {gpus: 2}
            """);
    private static final Offer CPUS = new Offer("cpus", 8, 0);
    private static final Offer ONE_GPU = new Offer("one", 1, 1);
    private static final Offer GPUS = new Offer("gpus", 4, 4);

    @Test
    void aWorkerWithRoomTakesTheJobWhateverTheOthersHave() {
        assertThat(POLICY.decide(ON_TWO_GPUS, GPUS, List.of(), 9)).isEmpty();
        assertThat(POLICY.decide(ON_TWO_GPUS, GPUS, List.of(CPUS, GPUS), 1)).isEmpty();
    }

    @Test
    void aWorkerWithoutRoomPassesItOnAndAtTheLastDeliveryToTheEndOfTheQueue() {
        assertThat(POLICY.decide(ON_TWO_GPUS, CPUS, List.of(CPUS, GPUS), 1)).contains(new Decision.Pass(false));
        assertThat(POLICY.decide(ON_TWO_GPUS, CPUS, List.of(CPUS, GPUS), 4)).contains(new Decision.Pass(true));
        assertThat(POLICY.decide(ON_TWO_GPUS, CPUS, List.of(CPUS), 3))
                .as("another may come")
                .contains(new Decision.Pass(false));
    }

    @Test
    void whereNobodyHasRoomTheJobFailsAtTheLastDeliveryAndNamesAllOffers() {
        assertThat(POLICY.decide(ON_TWO_GPUS, CPUS, List.of(CPUS, ONE_GPU), 4))
                .hasValueSatisfying(decision -> assertThat(decision)
                        .isInstanceOfSatisfying(Decision.GiveUp.class, giveUp -> {
                            assertThat(giveUp.failure().code()).isEqualTo(ErrorCode.INVALID_SPEC);
                            assertThat(giveUp.failure().message())
                                    .contains("asks for 2 processes (training.world_size) and 2 GPUs (resources.gpus)")
                                    .contains("worker cpus has room for 8 processes and 0 GPUs")
                                    .contains("worker one has room for 1 process and 1 GPU");
                        }));
    }
}
