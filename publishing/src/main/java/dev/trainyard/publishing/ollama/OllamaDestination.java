package dev.trainyard.publishing.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.Destination;
import dev.trainyard.publishing.ModelFormat;
import dev.trainyard.publishing.Publication;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.Steps;
import dev.trainyard.publishing.http.Content;
import dev.trainyard.publishing.ollama.OllamaApi.Answer;
import dev.trainyard.publishing.ollama.UnmistakableTemplate.Upload;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Ollama server. A release is made under the tag {@code candidate}, asked a prompt, and kept as {@code v3}; what was
 * {@code latest} becomes {@code previous}, and the release {@code latest}, which is what users get who name no tag.
 */
public final class OllamaDestination implements Destination, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OllamaDestination.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TOKENS = 16;
    private static final String NAME = "name";
    private static final String TAG = "tag";
    private static final String CHAT = "chat";
    private static final String BEFORE = "before";

    private final OllamaSettings settings;
    private final OllamaApi api;
    private final OllamaTags tags;

    public OllamaDestination(OllamaSettings settings) {
        this.settings = settings;
        this.api = new OllamaApi(settings);
        this.tags = new OllamaTags(api);
    }

    @Override
    public ModelFormat format() {
        return ModelFormat.GGUF;
    }

    @Override
    public Publication publish(Release release, Steps steps) throws InterruptedException {
        OllamaName name = OllamaName.of(settings.namespace(), release.name());
        GgufFiles files = GgufFiles.in(release.folder());
        Upload model = UnmistakableTemplate.of(files.model());
        boolean chat = !model.template().isEmpty();
        if (chat) {
            OllamaVersion.requireExactTemplates(api.version(), settings.endpoint());
        }
        String candidate = name.tagged(OllamaName.CANDIDATE);
        create(candidate, model, files);
        steps.note("created", candidate);
        requireTemplate(candidate, model.template());
        ask(candidate, chat);
        steps.note("tested", candidate);
        String version = name.tagged(release.tag());
        tags.copy(candidate, version);
        String before = promote(name, version, release.previous(), steps);
        api.delete(candidate);
        LOG.info(
                "{} is {} at {}",
                version,
                OllamaName.LATEST,
                settings.endpoint().shown());
        return new Publication(
                settings.endpoint().at("/v1"),
                version,
                Map.of(NAME, name.name(), TAG, release.tag(), CHAT, String.valueOf(chat), BEFORE, before));
    }

    private void create(String candidate, Upload model, GgufFiles files) throws InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("model", candidate).put("stream", true);
        Map<String, Content> contents = new TreeMap<>();
        add(request.putObject("files"), "model.gguf", model.content(), contents);
        files.adapter().ifPresent(adapter -> {
            // Read for its errors alone.
            GgufTemplate.of(adapter);
            add(request.putObject("adapters"), "adapter.gguf", Content.of(adapter), contents);
        });
        if (!settings.parameters().isEmpty()) {
            request.set("parameters", JSON.valueToTree(new TreeMap<>(settings.parameters())));
        }
        api.create(request, contents, settings.createLimit());
    }

    private static void add(ObjectNode files, String name, Content content, Map<String, Content> contents) {
        String sha256 = content.sha256();
        files.put(name, "sha256:" + sha256);
        contents.put(sha256, content);
    }

    /** Ollama must ask the model as it was trained, not by a template of its own. */
    private void requireTemplate(String model, String template) throws InterruptedException {
        JsonNode shown = api.show(model)
                .orElseThrow(() -> new TrainyardException(
                        ErrorCode.UNAVAILABLE, model + " was made and is gone: publish it again"));
        String used = shown.path("template").asText();
        if (!template.isEmpty() && !used.equals(template)) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    "Ollama at " + settings.endpoint().shown() + " does not use the chat template of " + model
                            + ", but another one: unset OLLAMA_GO_TEMPLATE there, or update it");
        }
    }

    /** Its first answer may take as long as loading takes. Errors: UNHEALTHY where there is none. */
    private void ask(String model, boolean chat) throws InterruptedException {
        Answer answer = api.ask(model, settings.prompt(), chat, MOST_TOKENS, settings.answerLimit());
        if (answer.tokens() <= 0) {
            throw new TrainyardException(
                    ErrorCode.UNHEALTHY,
                    model + " at " + settings.endpoint().shown() + " answered \"" + settings.prompt()
                            + "\" with no token, expected at least one: check the model with the same prompt");
        }
    }

    /**
     * Makes a version current; the tag that it replaced, or nothing. What is replaced is noted before it is: an attempt
     * that begins again must not take this version for the one before it.
     */
    private String promote(OllamaName name, String version, Optional<Publication> previous, Steps steps)
            throws InterruptedException {
        String latest = name.tagged(OllamaName.LATEST);
        Optional<String> noted = steps.noted(BEFORE);
        if (!tags.same(latest, version)) {
            if (noted.isEmpty() && tags.digest(latest).isPresent()) {
                tags.copy(latest, name.tagged(OllamaName.PREVIOUS));
            }
            String before = noted.isPresent() ? noted.get() : before(name, version, latest, previous);
            steps.note(BEFORE, before);
            tags.copy(version, latest);
            return before;
        }
        String before = noted.isPresent() ? noted.get() : before(name, version, latest, previous);
        steps.note(BEFORE, before);
        return before;
    }

    private String before(OllamaName name, String version, String latest, Optional<Publication> previous)
            throws InterruptedException {
        Optional<String> release = previous.map(Publication::reference).filter(tag -> !tag.equals(version));
        if (release.isPresent() && tags.digest(release.get()).isPresent()) {
            return release.get();
        }
        String spare = name.tagged(OllamaName.PREVIOUS);
        return tags.digest(latest).isPresent() && tags.digest(spare).isPresent() && !tags.same(spare, version)
                ? spare
                : "";
    }

    @Override
    public void check(Publication publication) throws InterruptedException {
        String latest = latest(publication);
        String version = publication.reference();
        if (!tags.same(latest, version)) {
            throw new TrainyardException(
                    ErrorCode.UNHEALTHY,
                    latest + " at " + settings.endpoint().shown() + " is not " + version
                            + " any more: publish the version again, or roll back");
        }
        ask(latest, Boolean.parseBoolean(publication.note(CHAT)));
    }

    @Override
    public void rollBack(Publication publication) throws InterruptedException {
        String latest = latest(publication);
        String before = publication.note(BEFORE);
        if (tags.digest(latest).isPresent() && !tags.same(latest, publication.reference())) {
            return;
        }
        if (before.isEmpty()) {
            tags.delete(latest);
        } else {
            tags.copy(before, latest);
        }
    }

    @Override
    public void withdraw(Publication publication) throws InterruptedException {
        String version = publication.reference();
        OllamaName name = new OllamaName(publication.note(NAME));
        if (!tags.sharedWithAnotherVersion(name, version)) {
            for (String tag : new String[] {OllamaName.LATEST, OllamaName.PREVIOUS, OllamaName.CANDIDATE}) {
                if (tags.same(name.tagged(tag), version)) {
                    tags.delete(name.tagged(tag));
                }
            }
        }
        tags.delete(version);
    }

    private static String latest(Publication publication) {
        return new OllamaName(publication.note(NAME)).tagged(OllamaName.LATEST);
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        api.close();
    }
}
