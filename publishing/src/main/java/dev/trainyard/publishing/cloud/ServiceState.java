package dev.trainyard.publishing.cloud;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the cluster says of an InferenceService. */
final class ServiceState {
    private final GenericKubernetesResource resource;

    ServiceState(GenericKubernetesResource resource) {
        this.resource = resource;
    }

    /** Where its model comes from. */
    String storageUri() {
        return text("spec", "predictor", "model", "storageUri");
    }

    /** Whether a part of the traffic alone goes to the newest version. */
    boolean hasCanary() {
        return get("spec", "predictor", "canaryTrafficPercent") != null;
    }

    /** Where it answers; empty until it does. */
    Optional<String> url() {
        return Optional.of(text("status", "url")).filter(url -> !url.isEmpty());
    }

    /** Whether what is wanted is there: seen by the controller, ready, and with the newest revision. */
    boolean settled() {
        String created = text("status", "components", "predictor", "latestCreatedRevision");
        boolean newest =
                created.isEmpty() || created.equals(text("status", "components", "predictor", "latestReadyRevision"));
        return seen() && newest && ready() && !transition().equals("InProgress");
    }

    /** Whether what it says is about what was asked for last. */
    private boolean seen() {
        Long generation = resource.getMetadata().getGeneration();
        return get("status", "observedGeneration") instanceof Number number
                && number.longValue() >= (generation == null ? 0 : generation);
    }

    /** Whether it answers requests, of whatever version. */
    boolean ready() {
        return get("status", "conditions") instanceof List<?> conditions
                && conditions.stream()
                        .anyMatch(condition -> condition instanceof Map<?, ?> fields
                                && "Ready".equals(fields.get("type"))
                                && "True".equals(fields.get("status")));
    }

    /** Why the newest version will never be ready; empty where it still may. */
    Optional<String> failure() {
        String transition = transition();
        if (!seen() || !(transition.equals("BlockedByFailedLoad") || transition.equals("InvalidSpec"))) {
            return Optional.empty();
        }
        String message = text("status", "modelStatus", "lastFailureInfo", "message");
        return Optional.of(transition + (message.isEmpty() ? "" : ": " + message));
    }

    /** What it says of itself, for messages. */
    String described() {
        if (!(get("status", "conditions") instanceof List<?> conditions) || conditions.isEmpty()) {
            return "it has no conditions yet";
        }
        StringBuilder text = new StringBuilder();
        for (Object condition : conditions) {
            if (condition instanceof Map<?, ?> fields && !"True".equals(fields.get("status"))) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(fields.get("type"))
                        .append(" is ");
                text.append(fields.get("status"));
                Object why = fields.get("message");
                text.append(why == null ? "" : " (" + why + ")");
            }
        }
        return text.isEmpty() ? "its newest revision is not ready" : text.toString();
    }

    private String transition() {
        return text("status", "modelStatus", "transitionStatus");
    }

    private String text(String... path) {
        return get(path) instanceof String text ? text : "";
    }

    private @Nullable Object get(String... path) {
        Object value = resource.getAdditionalProperties();
        for (String name : path) {
            value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return value;
    }
}
