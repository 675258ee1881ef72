package dev.trainyard.registry.http;

import dev.trainyard.registry.domain.LineageGraph;
import java.util.List;

/** Lineage as nodes and edges; every edge leads from what was first to what came of it. */
record LineageView(List<LineageGraph.Node> nodes, List<LineageGraph.Edge> edges) {
    static LineageView of(LineageGraph graph) {
        return new LineageView(graph.nodes(), graph.edges());
    }
}
