package dev.trainyard.publishing.huggingface;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.publishing.Destination;
import dev.trainyard.publishing.ModelFormat;
import dev.trainyard.publishing.Publication;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.Steps;
import dev.trainyard.publishing.http.Content;
import dev.trainyard.publishing.http.Passing;
import dev.trainyard.publishing.huggingface.RemoteFiles.RemoteFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Repositories on a hub, one for each model. A release is one commit on {@code main}, made after all large files are
 * there, and a tag {@code v3} on it; what users fetched before stays at its own tag. Taking it back makes a commit with
 * the files of the one before.
 */
public final class HuggingFaceDestination implements Destination, AutoCloseable {
    private static final String BRANCH = "main";
    private static final String CARD = "README.md";
    private static final String REPOSITORY = "repository";
    private static final String COMMIT = "commit";
    private static final String BEFORE = "before";
    private static final String TAG = "tag";

    private final HuggingFaceSettings settings;
    private final HubWriter hub;

    public HuggingFaceDestination(HuggingFaceSettings settings) {
        this.settings = settings;
        this.hub = new HubWriter(settings);
    }

    @Override
    public ModelFormat format() {
        return ModelFormat.HUGGING_FACE;
    }

    @Override
    public Publication publish(Release release, Steps steps) throws InterruptedException {
        LocalFiles files = LocalFiles.of(release.folder());
        files.put(CARD, ModelCard.of(release));
        String id = repository(release.name());
        hub.create(id, settings.hidden());
        String commit = hub.http().attempts().until(() -> commit(id, release, files, steps));
        hub.tag(id, release.tag(), commit);
        steps.note("tagged", release.tag());
        String before = steps.noted(BEFORE).orElse(commit);
        return new Publication(
                settings.endpoint().at("/" + id),
                id + "@" + release.tag(),
                Map.of(REPOSITORY, id, COMMIT, commit, BEFORE, before, TAG, release.tag()));
    }

    private String repository(String name) throws InterruptedException {
        String owner = settings.owner().isPresent() ? settings.owner().get() : hub.user();
        return HubReference.parse("hf://" + owner + "/" + name)
                .filter(reference -> reference.revision().isEmpty())
                .map(reference -> reference.owner() + "/" + reference.name())
                .orElseThrow(() -> new TrainyardException(
                        ErrorCode.INVALID_REQUEST,
                        "\"" + owner + "/" + name + "\" is no name for a repository on a hub: expected letters, digits,"
                                + " \"_\", \"-\" and \".\", 96 at most; register the model under such a name"));
    }

    /** One attempt, from what the hub has now to the commit; nothing is committed where all is there already. */
    private String commit(String id, Release release, LocalFiles files, Steps steps)
            throws Passing, InterruptedException {
        RemoteFiles present = hub.files(id, BRANCH);
        Map<String, Content> changed = new TreeMap<>();
        files.contents().forEach((path, content) -> {
            RemoteFile remote = present.files().get(path);
            if (remote == null || !files.same(path, remote)) {
                changed.put(path, content);
            }
        });
        CommitLines lines = new CommitLines("Version " + release.number() + " of " + release.name(), present.commit());
        present.published().keySet().stream()
                .filter(path -> !files.contents().containsKey(path))
                .forEach(lines::delete);
        if (!changed.isEmpty()) {
            add(id, files, changed, lines);
        }
        if (lines.empty()) {
            return steps.noted(COMMIT).orElse(present.commit());
        }
        steps.note(BEFORE, present.commit());
        String commit = hub.commit(id, lines);
        steps.note(COMMIT, commit);
        return commit;
    }

    private void add(String id, LocalFiles files, Map<String, Content> changed, CommitLines lines)
            throws Passing, InterruptedException {
        Map<String, Boolean> large = hub.large(id, changed);
        Map<String, Content> contents = new TreeMap<>();
        for (String path : changed.keySet()) {
            Content content = files.content(path);
            if (large.getOrDefault(path, false) && content.length() > 0) {
                String sha256 = files.sha256(path);
                contents.put(sha256, content);
                lines.large(path, sha256, content.length());
            } else {
                lines.small(path, bytes(content));
            }
        }
        hub.largeFiles(id).send(contents);
    }

    private static byte[] bytes(Content content) {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void check(Publication publication) throws InterruptedException {
        String id = publication.note(REPOSITORY);
        RemoteFiles now = hub.http().attempts().until(() -> hub.files(id, BRANCH));
        if (!isCurrent(publication, now)) {
            throw new TrainyardException(
                    ErrorCode.UNHEALTHY,
                    id + " on " + settings.endpoint().shown() + " is not " + publication.reference()
                            + " any more, its files were changed by commit " + now.commit()
                            + ": publish the version again, or roll back");
        }
    }

    private boolean isCurrent(Publication publication, RemoteFiles now) throws InterruptedException {
        String commit = publication.note(COMMIT);
        if (now.commit().equals(commit)) {
            return true;
        }
        RemoteFiles published = hub.http().attempts().until(() -> hub.files(publication.note(REPOSITORY), commit));
        return now.sameModel(published);
    }

    @Override
    public void rollBack(Publication publication) throws InterruptedException {
        String id = publication.note(REPOSITORY);
        RemoteFiles now = hub.http().attempts().until(() -> hub.files(id, BRANCH));
        if (isCurrent(publication, now)) {
            restore(id, Optional.of(publication.note(BEFORE)), "Back to what was before " + publication.note(TAG));
        }
    }

    @Override
    public void withdraw(Publication publication) throws InterruptedException {
        String id = publication.note(REPOSITORY);
        RemoteFiles now = hub.http().attempts().until(() -> hub.files(id, BRANCH));
        if (isCurrent(publication, now)) {
            restore(id, Optional.empty(), "Withdraw " + publication.note(TAG));
        }
        hub.untag(id, publication.note(TAG));
    }

    /** Makes the files those of an earlier commit, or none. */
    private void restore(String id, Optional<String> commit, String summary) throws InterruptedException {
        hub.http().attempts().until(() -> {
            RemoteFiles now = hub.files(id, BRANCH);
            Map<String, RemoteFile> wanted =
                    commit.isPresent() ? hub.files(id, commit.get()).published() : Map.of();
            CommitLines lines = new CommitLines(summary, now.commit());
            now.published().keySet().stream()
                    .filter(path -> !wanted.containsKey(path))
                    .forEach(lines::delete);
            for (Map.Entry<String, RemoteFile> file : wanted.entrySet()) {
                RemoteFile past = file.getValue();
                if (past.equals(now.files().get(file.getKey()))) {
                    continue;
                }
                if (past.large()) {
                    lines.large(file.getKey(), past.name(), past.size());
                } else {
                    lines.small(file.getKey(), hub.read(id, commit.orElseThrow(), file.getKey()));
                }
            }
            return lines.empty() ? now.commit() : hub.commit(id, lines);
        });
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        hub.close();
    }
}
