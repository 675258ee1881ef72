package dev.trainyard.devkit.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trainyard.devkit.stack.Service;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is deployed must fit the services: names, ports, probes, environment. */
final class DeliveryFilesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<Service> FETCHERS = List.of(Service.TRAINER_WORKER, Service.EVAL_WORKER);
    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @EnumSource(Service.class)
    void everyServiceHasTheNameAndPortThatOthersExpect(Service service) throws IOException {
        Properties settings = settings(service);
        assertThat(settings.getProperty("quarkus.application.name")).isEqualTo(service.module());
        assertThat(settings.getProperty("quarkus.http.port")).isEqualTo("" + service.standardPort());
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void composeRunsTheServiceWithItsPortProbeAndEnvironment(Service service) throws IOException {
        JsonNode container = compose().path("services").path(service.module());
        assertThat(container.path("image").asText()).isEqualTo("trainyard/" + service.module() + ":0.1.0");
        assertThat(container.path("build").path("args").path("SERVICE").asText())
                .isEqualTo(service.module());
        assertThat(container.path("healthcheck").path("test").asText())
                .endsWith("http://localhost:" + service.standardPort() + "/q/health/ready");
        List<String> environment = new ArrayList<>();
        container.path("environment").fieldNames().forEachRemaining(environment::add);
        environment.remove("<<");
        assertThat(environment).allSatisfy(name -> assertKnown(service, name));
    }

    @Test
    void everythingThatComposeTellsAllServicesIsReadByOne() throws IOException {
        assertReadBySomeService(compose().path("x-environment"));
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void kubernetesRunsTheServiceWithItsPortAndProbes(Service service) throws IOException {
        List<JsonNode> objects = documents(ROOT.resolve("k8s/base/" + service.module() + ".yaml"));
        JsonNode container = objects.getFirst().at("/spec/template/spec/containers/0");
        assertThat(container.path("image").asText()).isEqualTo("trainyard/" + service.module() + ":0.1.0");
        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(service.standardPort());
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(objects.get(1).at("/spec/ports/0/port").asInt()).isEqualTo(service.standardPort());
        container
                .path("env")
                .forEach(variable -> assertKnown(service, variable.path("name").asText()));
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void prometheusScrapesTheService(Service service) throws IOException {
        JsonNode targets = YAML.readTree(
                        ROOT.resolve("monitoring/prometheus/prometheus.yml").toFile())
                .at("/scrape_configs/0/static_configs");
        List<String> addresses = new ArrayList<>();
        targets.forEach(target -> addresses.add(target.at("/targets/0").asText()));
        assertThat(addresses).contains(service.module() + ":" + service.standardPort());
    }

    @Test
    void everyKeyOfTheConfigMapIsReadByAService() throws IOException {
        assertReadBySomeService(documents(ROOT.resolve("k8s/base/configuration.yaml"))
                .getFirst()
                .path("data"));
    }

    @Test
    void everyFileThatAKustomizationNamesIsThere() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("k8s"))) {
            for (Path file : files.filter(f -> f.endsWith("kustomization.yaml")).toList()) {
                JsonNode kustomization = documents(file).getFirst();
                kustomization
                        .path("resources")
                        .forEach(name ->
                                assertThat(file.resolveSibling(name.asText())).exists());
                kustomization.path("patches").forEach(patch -> {
                    if (patch.has("path")) {
                        assertThat(file.resolveSibling(patch.path("path").asText()))
                                .isRegularFile();
                    }
                });
            }
        }
    }

    @Test
    void everyYamlFileParses() throws IOException {
        for (String folder : List.of("k8s", "monitoring", "examples")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file :
                        files.filter(f -> f.toString().matches(".*\\.ya?ml")).toList()) {
                    assertThat(documents(file)).as(file.toString()).isNotEmpty();
                }
            }
        }
    }

    private static void assertReadBySomeService(JsonNode variables) {
        List<String> names = new ArrayList<>();
        variables.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(Stream.of(Service.values()))
                        .anySatisfy(service -> assertThat(text(service)).contains("${" + name + ":")));
    }

    /** Quarkus reads {@code TRAINYARD_FRONT_DOOR_ADVERTISED_HOST} as {@code trainyard.front-door.advertised-host} by itself. */
    private static void assertKnown(Service service, String variable) {
        assertThat(variable.equals("TRAINYARD_FRONT_DOOR_ADVERTISED_HOST")
                        || text(service).contains("${" + variable + ":")
                        || (FETCHERS.contains(service) && readFromHubs().contains("\"" + variable + "\"")))
                .as("%s reads %s", service.module(), variable)
                .isTrue();
    }

    private static JsonNode compose() throws IOException {
        return YAML.readTree(ROOT.resolve("docker-compose.yml").toFile());
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return all.readAll();
        }
    }

    private static Path settingsFile(Service service) {
        return ROOT.resolve(service.module()).resolve("src/main/resources/application.properties");
    }

    /** The variables of the hubs' own clients are read by the module that speaks to them. */
    private static String readFromHubs() {
        try {
            return Files.readString(ROOT.resolve("hub/src/main/java/dev/trainyard/hub/HubSettings.java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Service service) {
        try {
            return Files.readString(settingsFile(service));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties settings(Service service) throws IOException {
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(settingsFile(service))) {
            settings.load(in);
        }
        return settings;
    }
}
