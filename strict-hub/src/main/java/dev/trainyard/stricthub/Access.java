package dev.trainyard.stricthub;

import java.util.Map;
import java.util.Optional;

/** The models of a hub, and the token that opens those that are not public. */
record Access(Map<String, HostedModel> models, String token) {
    /** Whether the token came; another one, or one without its scheme, is refused. */
    boolean authorized(Exchange exchange) {
        Optional<String> header = exchange.header("Authorization");
        return header.filter(text -> text.equals("Bearer " + token)).isPresent();
    }

    boolean wrongToken(Exchange exchange) {
        return exchange.header("Authorization").isPresent() && !authorized(exchange);
    }

    /** The model for this user; empty where there is none, or none that is told of. */
    Optional<HostedModel> find(String id, Exchange exchange) {
        return Optional.ofNullable(models.get(id)).filter(model -> !model.hidden() || authorized(exchange));
    }
}
