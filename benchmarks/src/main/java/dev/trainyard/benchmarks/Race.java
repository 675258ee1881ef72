package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Processes that take turns: each round every one of them takes one, in an order that rotates, while the others wait. A
 * machine that is slow for a while is then slow for all.
 */
final class Race {
    private final Settings settings;
    private final List<Program> programs;

    Race(Settings settings, List<Program> programs) {
        this.settings = settings;
        this.programs = programs;
    }

    /** What became of one side; {@code turns} without those of the warm-up, {@code all} with them. */
    record Entry(String name, JsonNode ready, List<Turn> all, int warmUp, long peakMegabytes, String blas) {
        List<Turn> turns() {
            return all.subList(warmUp, all.size());
        }
    }

    /** A process in the race and its turns so far. */
    private record Seat(Contestant contestant, List<Turn> turns) {}

    /** Runs all rounds. */
    List<Entry> run() {
        List<Seat> seats = new ArrayList<>();
        try {
            for (Program program : programs) {
                seats.add(new Seat(
                        Contestant.start(
                                program,
                                settings.work().resolve("logs"),
                                settings.workload().onGpu()),
                        new ArrayList<>()));
                seats.getLast().contestant.awaitReady();
            }
            List<Seat> order = new ArrayList<>(seats);
            for (int round = 0; round < settings.warmUp() + settings.rounds(); round++) {
                order.forEach(seat -> seat.turns.add(seat.contestant.turn()));
                Collections.rotate(order, 1);
            }
            return seats.stream().map(this::entry).toList();
        } finally {
            seats.forEach(seat -> seat.contestant.close());
        }
    }

    private Entry entry(Seat seat) {
        Contestant contestant = seat.contestant;
        return new Entry(
                contestant.name(),
                contestant.ready(),
                seat.turns,
                settings.warmUp(),
                contestant.peakMegabytes(),
                contestant.blas());
    }
}
