package dev.trainyard.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RendezvousTest {
    private static final Map<String, String> TORCHRUN = Map.of(
            "RANK", "3", "WORLD_SIZE", "4", "LOCAL_RANK", "1", "MASTER_ADDR", "10.0.0.7", "MASTER_PORT", "29500");

    @Test
    void anEnvironmentWithoutPeersIsOneProcess() {
        assertThat(Rendezvous.of(Map.of("PATH", "/bin"))).isEmpty();
        assertThat(Rendezvous.of(Map.of("WORLD_SIZE", "1", "RANK", "0"))).isEmpty();
    }

    @Test
    void torchrunsVariablesSayWhoMeetsWhere() {
        assertThat(Rendezvous.of(TORCHRUN))
                .contains(new Rendezvous("10.0.0.7", 29500, 3, 4, 1, false, "trainyard/0/", ""));
    }

    @Test
    void rankZeroHoldsTheTableUnlessTorchrunsAgentDoes() {
        assertThat(Rendezvous.of(with("RANK", "0")).orElseThrow().hostsStore()).isTrue();
        Map<String, String> held = with("RANK", "0");
        held.put("TORCHELASTIC_USE_AGENT_STORE", "True");
        held.put("TORCHELASTIC_RESTART_COUNT", "2");
        assertThat(Rendezvous.of(held).orElseThrow()).satisfies(place -> {
            assertThat(place.hostsStore()).isFalse();
            assertThat(place.prefix()).isEqualTo("trainyard/2/");
        });
    }

    @Test
    void ranksOfOneMachineTalkOverItsLoopback() {
        assertThat(Rendezvous.of(with("MASTER_ADDR", "127.0.0.1")).orElseThrow().networkInterface())
                .isEqualTo("lo");
        Map<String, String> named = with("MASTER_ADDR", "127.0.0.1");
        named.put("GLOO_SOCKET_IFNAME", "eth1");
        assertThat(Rendezvous.of(named).orElseThrow().networkInterface()).isEqualTo("eth1");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThatThrownBy(() -> Rendezvous.of(Map.of("RANK", "4", "WORLD_SIZE", "4", "MASTER_PORT", "http")))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC))
                .hasMessageContaining("RANK is \"4\", expected a whole number from 0 to 3")
                .hasMessageContaining("MASTER_PORT is \"http\"")
                .hasMessageContaining("MASTER_ADDR is missing");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(TORCHRUN);
        environment.put(name, value);
        return environment;
    }
}
