package dev.trainyard.stricthub;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A repository on the hub: commits, branches, and who may read it. Thread-safe. */
public final class HostedModel {
    private final String id;
    private final Map<String, Map<String, Content>> commits = new ConcurrentHashMap<>();
    private final Map<String, String> branches = new ConcurrentHashMap<>();
    private final Map<String, String> tags = new ConcurrentHashMap<>();
    private volatile boolean isPrivate;
    private volatile boolean gated;

    HostedModel(String id) {
        this.id = id;
    }

    /** A commit that is being written. */
    public final class Draft {
        private final Map<String, Content> files = new TreeMap<>();

        private Draft() {}

        /** A small file, kept in git. */
        public Draft text(String path, String text) {
            files.put(path, new Content(text.getBytes(StandardCharsets.UTF_8), false));
            return this;
        }

        /** A small file, kept in git. */
        public Draft small(String path, byte[] bytes) {
            files.put(path, new Content(bytes.clone(), false));
            return this;
        }

        /** A large file, kept in the store. */
        public Draft large(String path, byte[] bytes) {
            files.put(path, new Content(bytes.clone(), true));
            return this;
        }

        /** Puts the files, and nothing else, on a branch; its commit. */
        public String commit(String branch) {
            StringBuilder tree = new StringBuilder(id);
            files.forEach((path, file) ->
                    tree.append(path).append(' ').append(file.gitBlob()).append('\n'));
            String commit = Content.hex("SHA-1", tree.toString().getBytes(StandardCharsets.UTF_8));
            commits.put(commit, Map.copyOf(files));
            branches.put(branch, commit);
            return commit;
        }
    }

    /** Begins a commit without files. */
    public Draft draft() {
        return new Draft();
    }

    /** Puts files on a branch as a client's commit, which is another one for each commit before it. */
    String upload(Map<String, Content> files, String branch, String summary) {
        String parent = branches.getOrDefault(branch, "");
        StringBuilder tree = new StringBuilder(id + parent + summary);
        files.forEach((path, file) ->
                tree.append(path).append(' ').append(file.gitBlob()).append('\n'));
        String commit = Content.hex("SHA-1", tree.toString().getBytes(StandardCharsets.UTF_8));
        commits.put(commit, Map.copyOf(files));
        branches.put(branch, commit);
        return commit;
    }

    /** The commit of each tag. */
    public Map<String, String> tags() {
        return new TreeMap<>(tags);
    }

    boolean tag(String tag, String commit) {
        return tags.putIfAbsent(tag, commit) == null;
    }

    boolean untag(String tag) {
        return tags.remove(tag) != null;
    }

    /** The paths of a revision; none where there is no such revision. */
    public Set<String> paths(String revision) {
        return commit(revision).map(found -> files(found).keySet()).orElse(Set.of());
    }

    /** From now on it is there only for users with the hub's token. */
    public void makePrivate() {
        isPrivate = true;
    }

    /** From now on it is there only for users with the hub's token, and others are told why. */
    public void gate() {
        gated = true;
    }

    String id() {
        return id;
    }

    boolean hidden() {
        return isPrivate;
    }

    boolean gated() {
        return gated;
    }

    /** The commit of a branch, or the commit itself. */
    Optional<String> commit(String revision) {
        String commit = branches.getOrDefault(revision, tags.getOrDefault(revision, revision));
        return commits.containsKey(commit) ? Optional.of(commit) : Optional.empty();
    }

    Map<String, Content> files(String commit) {
        return new TreeMap<>(commits.getOrDefault(commit, Map.of()));
    }
}
