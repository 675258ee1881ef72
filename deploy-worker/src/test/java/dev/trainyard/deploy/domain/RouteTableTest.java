package dev.trainyard.deploy.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.VersionId;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RouteTableTest {
    private static final ArtifactRef FILES = new ArtifactRef(URI.create("file:///m"), "ab".repeat(32), 1);

    @Test
    void weightsDivideTheTickets() {
        RouteTable table = table(90, 10);

        assertThat(share(table, 2)).isEqualTo(1000);
        assertThat(share(table, 1)).isEqualTo(9000);
    }

    @Test
    void whoIsLedToTheNewVersionStaysThereWhileItsPartGrows() {
        Set<Integer> before = led(table(90, 10), 2);
        Set<Integer> after = led(table(50, 50), 2);

        assertThat(after).containsAll(before).hasSize(5000);
        assertThat(led(table(0, 100), 2)).hasSize(RouteTable.TICKETS);
    }

    @Test
    void aVersionIsAskedByItsNumberEvenWhereItGetsNoOtherRequests() {
        RouteTable table = table(0, 100);

        assertThat(number(table, "tutor/1", 5)).isEqualTo(1);
        assertThat(number(table, "tutor/2", 5)).isEqualTo(2);
        assertThat(table.choose("tutor/3", 5, Set.of())).isEmpty();
        assertThat(table.choose("tut", 5, Set.of())).isEmpty();
    }

    @Test
    void aServerThatFailedIsPassedOver() {
        RouteTable table = table(0, 100);
        Route newest = table.choose("tutor", 0, Set.of()).orElseThrow();

        assertThat(table.choose("tutor", 0, Set.of(newest))
                        .orElseThrow()
                        .version()
                        .number())
                .isEqualTo(1);
        assertThat(table.choose("tutor", 0, Set.copyOf(table.routes()))).isEmpty();
    }

    @Test
    void aNameThatIsBeingStartedIsAwaited() {
        RouteTable table = new RouteTable(List.of(), Set.of("tutor"));

        assertThat(table.awaits("tutor")).isTrue();
        assertThat(table.awaits("tutor/2")).isTrue();
        assertThat(table.awaits("other")).isFalse();
        assertThat(table(50, 50).models()).containsOnlyKeys("tutor", "tutor/1", "tutor/2");
    }

    private static RouteTable table(int old, int fresh) {
        return new RouteTable(List.of(route(1, old), route(2, fresh)), Set.of());
    }

    private static Route route(int number, int weight) {
        return new Route(
                new DeploymentId("dep-01k3qzv5m8f0a2b4c6d8e0f2g" + number),
                new ModelVersion(new VersionId("ver-01k3qzv5m8f0a2b4c6d8e0f2g" + number), "tutor", number, FILES),
                URI.create("http://127.0.0.1:" + number + "/v1"),
                weight);
    }

    private static int number(RouteTable table, String model, int ticket) {
        return table.choose(model, ticket, Set.of()).orElseThrow().version().number();
    }

    private static Set<Integer> led(RouteTable table, int number) {
        Set<Integer> tickets = new TreeSet<>();
        IntStream.range(0, RouteTable.TICKETS)
                .filter(ticket -> number(table, "tutor", ticket) == number)
                .forEach(tickets::add);
        return tickets;
    }

    private static int share(RouteTable table, int number) {
        return led(table, number).size();
    }
}
