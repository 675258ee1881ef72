package dev.trainyard.deploy.app;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Starting;
import dev.trainyard.deploy.domain.Route;
import dev.trainyard.deploy.domain.RouteTable;
import dev.trainyard.deploy.domain.RunningServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who answers which requests, as it follows from what is wanted and from what runs. */
final class Routes {
    private Routes() {}

    static RouteTable of(List<Deployment> wanted, Map<DeploymentId, Member> members) {
        Map<String, Integer> taken = new HashMap<>();
        for (Deployment deployment : wanted) {
            if (deployment.state() instanceof Canary
                    && server(deployment, members).isPresent()) {
                taken.put(deployment.servedName(), deployment.weight());
            }
        }
        List<Route> routes = new ArrayList<>();
        Set<String> awaited = new HashSet<>();
        for (Deployment deployment : wanted) {
            Optional<URI> server = server(deployment, members);
            if (server.isEmpty() || deployment.state() instanceof Starting) {
                awaited.add(deployment.servedName());
                continue;
            }
            int weight = deployment.state() instanceof Canary
                    ? deployment.weight()
                    : 100 - taken.getOrDefault(deployment.servedName(), 0);
            routes.add(new Route(deployment.id(), deployment.version(), server.get(), weight));
        }
        return new RouteTable(routes, awaited);
    }

    private static Optional<URI> server(Deployment deployment, Map<DeploymentId, Member> members) {
        return Optional.ofNullable(members.get(deployment.id()))
                .filter(Member::runs)
                .flatMap(Member::server)
                .map(RunningServer::endpoint);
    }
}
