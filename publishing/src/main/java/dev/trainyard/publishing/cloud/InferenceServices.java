package dev.trainyard.publishing.cloud;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The InferenceServices of one namespace. Thread-safe. */
final class InferenceServices implements AutoCloseable {
    private static final String VERSION = "serving.kserve.io/v1beta1";
    private static final String KIND = "InferenceService";
    private static final String MANAGER = "trainyard";
    /** Names the model, since different models could have services of the same name. */
    private static final String MODEL = "trainyard.dev/model";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;
    private static final int BAD_REQUEST = 400;
    private static final ResourceDefinitionContext CONTEXT = new ResourceDefinitionContext.Builder()
            .withGroup("serving.kserve.io")
            .withVersion("v1beta1")
            .withKind(KIND)
            .withPlural("inferenceservices")
            .withNamespaced(true)
            .build();

    private final KServeSettings settings;
    private final KubernetesClient client;

    InferenceServices(KServeSettings settings) {
        this.settings = settings;
        this.client = new KubernetesClientBuilder()
                .withConfig(settings.cluster())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    /** The service; empty where there is none. Errors: CONFLICT where it is that of another model. */
    Optional<ServiceState> find(String service, String model) {
        GenericKubernetesResource found =
                asked("reading " + service, () -> at(service).get());
        if (found == null) {
            return Optional.empty();
        }
        Map<String, String> annotations = found.getMetadata().getAnnotations();
        String owner = annotations == null ? "" : annotations.getOrDefault(MODEL, "");
        if (!owner.equals(model)) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    "InferenceService " + service + " in namespace " + settings.namespace() + " is that of "
                            + (owner.isEmpty() ? "somebody else" : "model " + owner)
                            + ": remove it, or register the model under another name");
        }
        return Optional.of(new ServiceState(found));
    }

    /** Makes the service what is wanted, and removes from it whatever else this program had asked for before. */
    void apply(String service, String model, String storageUri, OptionalInt canaryPercent) {
        GenericKubernetesResource wanted = new GenericKubernetesResource();
        wanted.setApiVersion(VERSION);
        wanted.setKind(KIND);
        wanted.setMetadata(new ObjectMetaBuilder()
                .withName(service)
                .withNamespace(settings.namespace())
                .addToAnnotations(MODEL, model)
                .addToLabels("app.kubernetes.io/managed-by", MANAGER)
                .build());
        wanted.setAdditionalProperty("spec", Map.of("predictor", predictor(storageUri, canaryPercent)));
        asked(
                "changing " + service,
                () -> client.genericKubernetesResources(CONTEXT)
                        .inNamespace(settings.namespace())
                        .resource(wanted)
                        .fieldManager(MANAGER)
                        .forceConflicts()
                        .serverSideApply());
    }

    private Map<String, Object> predictor(String storageUri, OptionalInt canaryPercent) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("modelFormat", Map.of("name", settings.modelFormat()));
        settings.runtime().ifPresent(runtime -> model.put("runtime", runtime));
        model.put("storageUri", storageUri);
        if (!settings.resources().isEmpty()) {
            model.put("resources", Map.of("requests", settings.resources(), "limits", settings.resources()));
        }
        Map<String, Object> predictor = new LinkedHashMap<>();
        canaryPercent.ifPresent(percent -> predictor.put("canaryTrafficPercent", percent));
        settings.serviceAccount().ifPresent(account -> predictor.put("serviceAccountName", account));
        predictor.put("model", model);
        return predictor;
    }

    /** Removes the service; nothing happens where there is none. */
    void delete(String service) {
        asked("removing " + service, () -> at(service).delete());
    }

    private Resource<GenericKubernetesResource> at(String service) {
        return client.genericKubernetesResources(CONTEXT)
                .inNamespace(settings.namespace())
                .withName(service);
    }

    private <T> T asked(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            String message = "Kubernetes at " + settings.cluster().getMasterUrl() + " failed when " + doing
                    + " in namespace " + settings.namespace() + " (" + e.getMessage() + ")";
            throw switch (e.getCode()) {
                case UNAUTHORIZED, FORBIDDEN ->
                    new TrainyardException(
                            ErrorCode.ACCESS_DENIED,
                            message + ": let the service's account get, patch and delete inferenceservices",
                            e);
                case NOT_FOUND ->
                    new TrainyardException(
                            ErrorCode.NOT_FOUND, message + ": install KServe there and make the namespace", e);
                case UNPROCESSABLE, BAD_REQUEST ->
                    new TrainyardException(ErrorCode.INVALID_REQUEST, message + ": correct the settings", e);
                default ->
                    new TrainyardException(
                            ErrorCode.UNAVAILABLE, message + ": check the cluster, then publish again", e);
            };
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
