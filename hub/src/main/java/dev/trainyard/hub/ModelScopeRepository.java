package dev.trainyard.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A model on ModelScope. */
final class ModelScopeRepository implements Repository {
    private static final String DEFAULT_REVISION = "master";
    private static final int OK = 200;

    private final HubReference reference;
    private final HubHttp http;
    private final ModelScopeCache cache;
    private final FileLocks locks;
    private final HubError errors;

    ModelScopeRepository(HubReference reference, HubHttp http, Path cache, FileLocks locks) {
        this.reference = reference.revision().isPresent()
                ? reference
                : new HubReference(reference.hub(), reference.owner(), reference.name(), Optional.of(DEFAULT_REVISION));
        this.http = http;
        this.cache = new ModelScopeCache(cache, this.reference);
        this.locks = locks;
        this.errors = new HubError(http.endpoint(), this.reference, "MODELSCOPE_API_TOKEN");
    }

    @Override
    public HubReference reference() {
        return reference;
    }

    private String revision() {
        return reference.revision().orElse(DEFAULT_REVISION);
    }

    private URI address(String rest) {
        return http.endpoint().at("/api/v1/models/" + reference.id() + rest);
    }

    @Override
    public Listing list(int attempts, Cancellation cancellation) throws IOException {
        URI address = address("/repo/files?Revision=" + Encoded.part(revision()) + "&Recursive=True");
        HubHttp.Answer<String> answer = http.until(attempts, cancellation, () -> http.text(address, cancellation));
        if (answer.status() != OK) {
            throw errors.of(answer.status(), "", message(answer.response().body()));
        }
        JsonNode data = json(answer.response().body()).path("Data");
        // An unknown revision is answered with success, and without a list.
        if (!data.path("Files").isArray()) {
            throw errors.revisionNotFound();
        }
        List<RemoteFile> files = new ArrayList<>();
        for (JsonNode file : data.path("Files")) {
            if (!file.path("Type").asText().equals("tree")) {
                files.add(remoteFile(file));
            }
        }
        return new Listing(commit(data), List.copyOf(files));
    }

    private static RemoteFile remoteFile(JsonNode file) {
        return new RemoteFile(
                file.path("Path").asText(),
                file.path("Size").isIntegralNumber()
                        ? OptionalLong.of(file.path("Size").asLong())
                        : OptionalLong.empty(),
                Checksum.sha256(file.path("Sha256").asText()));
    }

    /**
     * The commit is told by its first letters only; the files that it changed have it in full. Where it cannot be
     * found out, the revision stands for it.
     */
    private String commit(JsonNode data) {
        JsonNode latest = data.path("LatestCommitter");
        String whole = latest.path("Id").asText("");
        String first = latest.path("ShortId").asText("");
        if (whole.matches("[0-9a-f]{40}")) {
            return whole;
        }
        if (first.matches("[0-9a-f]{6,40}")) {
            for (JsonNode file : data.path("Files")) {
                String changed = file.path("Revision").asText("");
                if (changed.matches("[0-9a-f]{40}") && changed.startsWith(first)) {
                    return changed;
                }
            }
            return first;
        }
        return revision();
    }

    private JsonNode json(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    http.endpoint().shown() + " does not answer as ModelScope does: its list of files is no JSON. Check"
                            + " MODELSCOPE_ENDPOINT, proxies and firewalls",
                    e);
        }
    }

    private static String message(String body) {
        try {
            return new ObjectMapper().readTree(body).path("Message").asText("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    @Override
    public Path folder(Listing listing) {
        return cache.folder();
    }

    @Override
    public boolean has(Listing listing, RemoteFile file, Cancellation cancellation) throws IOException {
        return cache.has(file, cancellation);
    }

    @Override
    public void fetch(Listing listing, RemoteFile file, Meter meter, Cancellation cancellation) throws IOException {
        if (file.size().isEmpty() || file.checksum().isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    http.endpoint().shown() + " tells no size or no SHA-256 of " + file.path() + " of " + reference.id()
                            + ": it cannot be checked. Try again later");
        }
        long size = file.size().getAsLong();
        URI address = address("/repo?Revision=" + Encoded.part(revision()) + "&FilePath=" + Encoded.part(file.path()));
        String shown = reference.id() + "/" + file.path();
        var wanted = new Download.Wanted(shown, size, file.checksum().get(), () -> address);
        try (FileLocks.Held held = locks.acquire(cache.lock(file.path()), cancellation)) {
            if (cache.has(file, cancellation) || cache.takeFromOtherRevision(file, cancellation)) {
                meter.found(size);
            } else {
                new Download(http, cancellation, meter, cache.partial(file.path()), wanted).run();
                cache.store(file.path());
            }
        }
        meter.fileDone();
    }

    @Override
    public void complete(Listing listing, ModelKind kind) {
        // The layout has nothing beside the files.
    }

    @Override
    public HubReference pinned(Listing listing) {
        return reference.at(HubReference.Hub.MS, listing.commit());
    }

    @Override
    public Optional<Cached> cached() {
        return cache.isHere()
                ? Optional.of(
                        new Cached(cache.folder(), reference.at(HubReference.Hub.MS, revision()), Optional.empty()))
                : Optional.empty();
    }

    @Override
    public Path place() {
        return cache.folder();
    }
}
