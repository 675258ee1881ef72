package dev.trainyard.registry.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a model came from and what came of it: nodes and directed edges. Not thread-safe. */
public final class LineageGraph {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();

    /** What a node stands for. */
    public enum Kind {
        DATASET,
        BASE_MODEL,
        JOB,
        CHECKPOINT,
        VERSION,
        EVALUATION,
        EXPORT,
        DEPLOYMENT
    }

    /**
     * A thing.
     *
     * @param id unique in the graph, and the thing's own where it has one
     * @param label for people
     * @param details values that depend on the kind
     */
    public record Node(String id, Kind kind, String label, Map<String, Object> details) {}

    /** From what was first to what came of it. */
    public record Edge(String from, String to, String relation) {}

    /** Whether it was new. */
    public boolean add(Node node) {
        return nodes.putIfAbsent(node.id(), node) == null;
    }

    public void connect(String from, String to, String relation) {
        edges.add(new Edge(from, to, relation));
    }

    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    public List<Edge> edges() {
        return new ArrayList<>(edges);
    }
}
