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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A model on the Hugging Face Hub. */
final class HuggingFaceRepository implements Repository {
    private static final String DEFAULT_REVISION = "main";
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;

    private final HubReference reference;
    private final HubHttp http;
    private final HuggingFaceCache cache;
    private final FileLocks locks;
    private final HubError errors;

    HuggingFaceRepository(HubReference reference, HubHttp http, Path cache, FileLocks locks) {
        this.reference = reference;
        this.http = http;
        this.cache = new HuggingFaceCache(cache, reference);
        this.locks = locks;
        this.errors = new HubError(http.endpoint(), reference, "HF_TOKEN");
    }

    /** What a HEAD request tells of a file. */
    private record Metadata(URI address, Checksum checksum, OptionalLong size) {}

    @Override
    public HubReference reference() {
        return reference;
    }

    private String revision() {
        return reference.revision().orElse(DEFAULT_REVISION);
    }

    @Override
    public Listing list(int attempts, Cancellation cancellation) throws IOException {
        URI address = http.endpoint()
                .at("/api/models/" + reference.id() + "/revision/" + Encoded.part(revision()) + "?blobs=true");
        HubHttp.Answer<String> answer = http.until(attempts, cancellation, () -> http.text(address, cancellation));
        requireSuccess(answer);
        return listing(answer.response().body());
    }

    private Listing listing(String body) {
        JsonNode info = json(body);
        String commit = info.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}")) {
            throw noHub("its answer for " + reference.id() + " names no commit");
        }
        List<RemoteFile> files = new ArrayList<>();
        for (JsonNode file : info.path("siblings")) {
            files.add(remoteFile(file));
        }
        return new Listing(commit, List.copyOf(files));
    }

    private JsonNode json(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw noHub("its answer for " + reference.id() + " is no JSON");
        }
    }

    private static RemoteFile remoteFile(JsonNode file) {
        JsonNode lfs = file.path("lfs");
        JsonNode size = lfs.path("size").isIntegralNumber() ? lfs.path("size") : file.path("size");
        Optional<Checksum> checksum = lfs.isObject()
                ? Checksum.sha256(lfs.path("sha256").asText())
                : Checksum.ofEtag(file.path("blobId").asText());
        return new RemoteFile(
                file.path("rfilename").asText(),
                size.isIntegralNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty(),
                checksum);
    }

    @Override
    public Path folder(Listing listing) {
        return cache.snapshot(listing.commit());
    }

    @Override
    public boolean has(Listing listing, RemoteFile file, Cancellation cancellation) throws IOException {
        return cache.has(listing.commit(), file);
    }

    @Override
    public void fetch(Listing listing, RemoteFile file, Meter meter, Cancellation cancellation) throws IOException {
        Optional<Checksum> known = file.checksum();
        if (known.isPresent() && cache.hasBlob(known.get(), file.size())) {
            // The content of another commit.
            cache.link(listing.commit(), file.path(), known.get());
            meter.found(file.size().orElse(0));
        } else {
            download(listing, file, meter, cancellation);
        }
        meter.fileDone();
    }

    private void download(Listing listing, RemoteFile file, Meter meter, Cancellation cancellation) throws IOException {
        Metadata metadata =
                http.until(http.patience().attempts(), cancellation, () -> metadata(listing, file, cancellation));
        Checksum checksum = metadata.checksum();
        OptionalLong size = metadata.size().isPresent() ? metadata.size() : file.size();
        if (size.isEmpty()) {
            throw noHub("it does not tell the size of " + file.path());
        }
        if (file.size().isEmpty()) {
            meter.expect(0, size.getAsLong());
        }
        String shown = reference.id() + "/" + file.path();
        Deque<URI> fresh = new ArrayDeque<>(List.of(metadata.address()));
        Download.Source source = () -> fresh.isEmpty() ? sameFile(listing, file, checksum, cancellation) : fresh.pop();
        var wanted = new Download.Wanted(shown, size.getAsLong(), checksum, source);
        try (FileLocks.Held held = locks.acquire(cache.lock(checksum), cancellation)) {
            if (!cache.hasBlob(checksum, size)) {
                new Download(http, cancellation, meter, cache.partial(checksum), wanted).run();
                cache.store(checksum);
            } else {
                meter.found(size.getAsLong());
            }
            cache.link(listing.commit(), file.path(), checksum);
        }
    }

    /** The present address of a file; it may be signed, and only good for a while. */
    private URI sameFile(Listing listing, RemoteFile file, Checksum checksum, Cancellation cancellation)
            throws TransferException {
        Metadata now = metadata(listing, file, cancellation);
        if (!now.checksum().equals(checksum)) {
            throw new TransferException(
                    reference.id() + "/" + file.path() + " changed on the hub while it was fetched", Optional.empty());
        }
        return now.address();
    }

    private Metadata metadata(Listing listing, RemoteFile file, Cancellation cancellation) throws TransferException {
        URI address = http.endpoint()
                .at("/" + reference.id() + "/resolve/" + listing.commit() + "/" + Encoded.path(file.path()));
        List<HubHttp.Answer<Void>> answers = http.head(address, cancellation);
        HubHttp.Answer<Void> last = answers.getLast();
        requireSuccess(last);
        String commit =
                header(answers, "X-Repo-Commit").orElseThrow(() -> noHub("its answers have no header X-Repo-Commit"));
        if (!commit.equals(listing.commit())) {
            throw new TransferException(
                    file.path() + " came from commit " + commit + " instead of " + listing.commit(), Optional.empty());
        }
        Optional<String> linked = header(answers, "X-Linked-Etag");
        Checksum checksum = linked.or(() -> last.header("ETag"))
                .map(Etag::normalized)
                .flatMap(Checksum::ofEtag)
                .or(file::checksum)
                .orElseThrow(() -> noHub("it names no checksum for " + file.path()));
        Optional<String> size = header(answers, "X-Linked-Size")
                .or(() -> last.target().isPresent() ? Optional.empty() : last.header("Content-Length"))
                .filter(text -> text.matches("[0-9]{1,18}"));
        return new Metadata(
                last.target().orElse(last.address()),
                checksum,
                size.map(text -> OptionalLong.of(Long.parseLong(text))).orElseGet(OptionalLong::empty));
    }

    /** The value in the last answer that has one. */
    private static Optional<String> header(List<HubHttp.Answer<Void>> answers, String name) {
        return answers.reversed().stream()
                .flatMap(answer -> answer.header(name).stream())
                .findFirst();
    }

    private void requireSuccess(HubHttp.Answer<?> answer) {
        if (answer.status() >= BAD_REQUEST) {
            throw errors.of(
                    answer.status(),
                    answer.header("X-Error-Code").orElse(""),
                    answer.header("X-Error-Message").orElse(""));
        }
        if (answer.status() < OK
                || (answer.status() >= MULTIPLE_CHOICES && answer.target().isEmpty())) {
            throw noHub("it answered with status " + answer.status());
        }
    }

    private TrainyardException noHub(String why) {
        return new TrainyardException(
                ErrorCode.UNAVAILABLE,
                http.endpoint().shown() + " does not answer as a Hugging Face hub does: " + why
                        + ". Check HF_ENDPOINT, proxies and firewalls");
    }

    @Override
    public void complete(Listing listing, ModelKind kind) throws IOException {
        if (kind == ModelKind.MODEL) {
            cache.markAbsent(
                    listing.commit(),
                    FilePlan.NAMED.stream().filter(name -> !listing.has(name)).toList());
        }
        cache.writeRef(revision(), listing.commit());
    }

    @Override
    public HubReference pinned(Listing listing) {
        return reference.at(HubReference.Hub.HF, listing.commit());
    }

    @Override
    public Optional<Cached> cached() throws IOException {
        Optional<String> commit = cache.commit(revision());
        if (commit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Cached(
                cache.snapshot(commit.get()),
                reference.at(HubReference.Hub.HF, commit.get()),
                cache.listing(commit.get())));
    }

    @Override
    public Path place() {
        return cache.folder();
    }
}
