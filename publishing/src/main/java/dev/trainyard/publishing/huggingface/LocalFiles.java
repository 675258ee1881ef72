package dev.trainyard.publishing.huggingface;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.http.Content;
import dev.trainyard.publishing.huggingface.RemoteFiles.RemoteFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a release by their path in the repository, each hashed once. One thread. */
final class LocalFiles {
    private static final int BUFFER = 1 << 16;

    private final Map<String, Content> files = new TreeMap<>();
    private final Map<String, String> sha256 = new TreeMap<>();
    private final Map<String, String> gitBlobs = new TreeMap<>();

    /** All of a folder, except for hidden files and links. Errors: INVALID_MODEL where it has no {@code config.json}. */
    static LocalFiles of(Path folder) {
        LocalFiles all = new LocalFiles();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                String path = folder.relativize(file).toString();
                if (!path.startsWith(".") && !path.contains("/.")) {
                    all.files.put(path, Content.of(file));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw Content.unreadable(folder, new IOException(e));
        }
        if (!all.files.containsKey("config.json") && !all.files.containsKey("adapter_config.json")) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    folder + " has neither config.json nor adapter_config.json: expected a model folder for"
                            + " transformers or a PEFT adapter");
        }
        return all;
    }

    /** Adds a file, or replaces it. */
    void put(String path, Content content) {
        files.put(path, content);
    }

    Map<String, Content> contents() {
        return files;
    }

    Content content(String path) {
        Content content = files.get(path);
        if (content == null) {
            throw new IllegalArgumentException(path + " is no file of the release");
        }
        return content;
    }

    String sha256(String path) {
        return sha256.computeIfAbsent(path, name -> content(name).sha256());
    }

    /** Whether the hub has the file as it is here. */
    boolean same(String path, RemoteFile remote) {
        if (remote.size() != content(path).length()) {
            return false;
        }
        return remote.name().equals(remote.large() ? sha256(path) : gitBlob(path));
    }

    private String gitBlob(String path) {
        return gitBlobs.computeIfAbsent(path, name -> gitBlob(content(name)));
    }

    private static String gitBlob(Content content) {
        try (InputStream in = content.open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + content.length() + "\0").getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every JDK", e);
        }
    }
}
