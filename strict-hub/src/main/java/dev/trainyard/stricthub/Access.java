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

    /** The model, whoever asks. */
    Optional<HostedModel> find(String id) {
        return Optional.ofNullable(models.get(id));
    }

    /** Makes a model; empty where there is one. */
    Optional<HostedModel> create(String id) {
        HostedModel made = new HostedModel(id);
        return models.putIfAbsent(id, made) == null ? Optional.of(made) : Optional.empty();
    }

    boolean wrongToken(Exchange exchange) {
        return exchange.header("Authorization").isPresent() && !authorized(exchange);
    }

    /** The model for this user; empty where there is none, or none that is told of. */
    Optional<HostedModel> find(String id, Exchange exchange) {
        return Optional.ofNullable(models.get(id)).filter(model -> !model.hidden() || authorized(exchange));
    }
}
