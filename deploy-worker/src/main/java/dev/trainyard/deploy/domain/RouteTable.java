package dev.trainyard.deploy.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who answers which requests.
 *
 * @param routes running servers, in any order
 * @param awaited names whose servers are being started
 */
public record RouteTable(List<Route> routes, Set<String> awaited) {
    /** Tickets are drawn from 0 up to this, exclusive. */
    public static final int TICKETS = 10_000;

    /** The newest first: the part of a version that is being introduced grows from ticket 0, and nobody in it leaves. */
    private static final Comparator<Route> NEWEST_FIRST =
            Comparator.comparing((Route route) -> route.deployment().value()).reversed();

    public RouteTable {
        routes = routes.stream().sorted(NEWEST_FIRST).toList();
        awaited = Set.copyOf(awaited);
    }

    /** Nobody answers anything. */
    public static RouteTable empty() {
        return new RouteTable(List.of(), Set.of());
    }

    /**
     * The server for a request; empty where none can take it.
     *
     * @param model a name, or {@code name/number} for one version
     * @param ticket the same ticket leads to the same version, as long as the weights are the same
     * @param except servers that have just failed to answer
     */
    public Optional<Route> choose(String model, int ticket, Set<Route> except) {
        List<Route> exact = routes.stream()
                .filter(route -> route.version().reference().equals(model) && !except.contains(route))
                .toList();
        if (!exact.isEmpty()) {
            return Optional.of(exact.getFirst());
        }
        List<Route> able = routes.stream()
                .filter(route -> route.version().name().equals(model) && !except.contains(route))
                .toList();
        int total = able.stream().mapToInt(Route::weight).sum();
        if (total == 0) {
            return able.stream().findFirst();
        }
        long point = (long) ticket * total / TICKETS;
        for (Route route : able) {
            point -= route.weight();
            if (point < 0) {
                return Optional.of(route);
            }
        }
        return Optional.of(able.getLast());
    }

    /** Whether a server for the model is on its way. */
    public boolean awaits(String model) {
        int slash = model.lastIndexOf('/');
        return awaited.contains(model) || (slash > 0 && awaited.contains(model.substring(0, slash)));
    }

    /** What requests may put into {@code model}: names, and the versions that run, with their routes. */
    public Map<String, Route> models() {
        Map<String, Route> models = new TreeMap<>();
        for (Route route : routes) {
            models.putIfAbsent(route.version().name(), route);
            models.putIfAbsent(route.version().reference(), route);
        }
        return models;
    }

    /** The names alone. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        routes.forEach(route -> names.add(route.version().name()));
        return names;
    }
}
