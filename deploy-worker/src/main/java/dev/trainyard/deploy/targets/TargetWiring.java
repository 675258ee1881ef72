package dev.trainyard.deploy.targets;

import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.config.TargetsConfig;
import dev.trainyard.deploy.domain.Publisher;
import dev.trainyard.hub.Endpoint;
import dev.trainyard.hub.HubSettings;
import dev.trainyard.hub.Patience;
import dev.trainyard.hub.Token;
import dev.trainyard.publishing.Destination;
import dev.trainyard.publishing.cloud.CloudDestination;
import dev.trainyard.publishing.cloud.KServeSettings;
import dev.trainyard.publishing.cloud.S3Settings;
import dev.trainyard.publishing.huggingface.HuggingFaceDestination;
import dev.trainyard.publishing.huggingface.HuggingFaceSettings;
import dev.trainyard.publishing.ollama.OllamaDestination;
import dev.trainyard.publishing.ollama.OllamaSettings;
import io.fabric8.kubernetes.client.Config;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The targets that the settings name. */
@Singleton
class TargetWiring {
    private static final int ATTEMPTS = 5;
    private static final long MIB = 1024L * 1024;

    private final TargetsConfig config;
    private final ReleaseFiles files;

    TargetWiring(TargetsConfig config, ReleaseFiles files) {
        this.config = config;
        this.files = files;
    }

    @Produces
    @Singleton
    Publisher ollama() {
        TargetsConfig.Ollama ollama = config.ollama();
        Optional<Destination> destination = ollama.url()
                .map(url -> new OllamaDestination(new OllamaSettings(
                        endpoint(url, ollama.token()),
                        ollama.namespace(),
                        parameters(ollama.parameters()),
                        ollama.createLimit(),
                        ollama.answerLimit(),
                        ollama.prompt(),
                        patience())));
        return new DestinationPublisher(Target.OLLAMA, destination, "trainyard.targets.ollama.url", files);
    }

    /** Ollama wants numbers as numbers. */
    private static Map<String, Object> parameters(Map<String, String> texts) {
        Map<String, Object> parameters = new TreeMap<>();
        texts.forEach((name, text) -> parameters.put(
                name,
                text.matches("-?[0-9]{1,9}")
                        ? Integer.valueOf(text)
                        : text.matches("-?[0-9]+\\.[0-9]+") ? Double.valueOf(text) : text));
        return parameters;
    }

    @Produces
    @Singleton
    Publisher huggingFace() {
        TargetsConfig.HuggingFace hub = config.huggingface();
        Endpoint usual = HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home")))
                .huggingFace();
        Endpoint endpoint = new Endpoint(
                hub.url().map(TargetWiring::withoutSlash).orElse(usual.base()),
                hub.token().map(Token::new).or(usual::token),
                Optional.empty());
        Optional<Destination> destination = endpoint.token()
                .map(token -> new HuggingFaceDestination(
                        new HuggingFaceSettings(endpoint, hub.owner(), hub.hidden(), patience())));
        return new DestinationPublisher(
                Target.HUGGINGFACE, destination, "HF_TOKEN, or trainyard.targets.huggingface.token", files);
    }

    @Produces
    @Singleton
    Publisher cloud() {
        TargetsConfig.Cloud cloud = config.cloud();
        Optional<S3Settings.Keys> keys = cloud.accessKey()
                .map(id -> new S3Settings.Keys(id, new Token(cloud.secretKey().orElse(""))));
        Optional<Destination> destination = cloud.bucket()
                .map(bucket -> new CloudDestination(
                        new S3Settings(
                                cloud.url(),
                                cloud.region(),
                                bucket,
                                cloud.prefix().replaceAll("^/+|/+$", ""),
                                keys,
                                cloud.partMib() * MIB),
                        cloud.kserve().namespace().map(this::kserve),
                        (service, percent) -> Optional.empty()));
        return new DestinationPublisher(Target.CLOUD, destination, "trainyard.targets.cloud.bucket", files);
    }

    private KServeSettings kserve(String namespace) {
        TargetsConfig.KServe kserve = config.cloud().kserve();
        return new KServeSettings(
                Config.autoConfigure(null),
                namespace,
                kserve.serviceAccount(),
                kserve.runtime(),
                kserve.modelFormat(),
                kserve.resources(),
                kserve.canary(),
                kserve.hold(),
                kserve.readyLimit(),
                kserve.poll());
    }

    private static Endpoint endpoint(URI url, Optional<String> token) {
        return new Endpoint(withoutSlash(url), token.map(Token::new), Optional.empty());
    }

    private static URI withoutSlash(URI url) {
        return URI.create(url.toString().replaceAll("/+$", ""));
    }

    private Patience patience() {
        return new Patience(config.answer(), config.answer(), ATTEMPTS, Duration.ofMillis(500), Duration.ofSeconds(20));
    }
}
