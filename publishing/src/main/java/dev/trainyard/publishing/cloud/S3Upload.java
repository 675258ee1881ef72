package dev.trainyard.publishing.cloud;

import dev.trainyard.publishing.http.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Sends files that the store lacks, each with its digest beside it; large ones in parts. */
final class S3Upload {
    private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);

    private final S3Files store;

    S3Upload(S3Files store) {
        this.store = store;
    }

    /** Makes the store have the file under the key; what it has is left. */
    void send(Path file, String sha256, String key) {
        long length = length(file);
        if (store.sha256(key, length).filter(sha256::equals).isPresent()) {
            return;
        }
        LOG.info("sending {} bytes to {}", length, store.address(key));
        Map<String, String> metadata = Map.of(S3Files.SHA256, sha256);
        if (length <= store.partBytes()) {
            String md5 = md5(Content.of(file));
            store.asked(
                    "writing " + key,
                    () -> store.client()
                            .putObject(
                                    request -> request.bucket(store.bucket())
                                            .key(key)
                                            .metadata(metadata)
                                            .contentMD5(md5),
                                    RequestBody.fromFile(file)));
        } else {
            inParts(file, length, key, metadata);
        }
    }

    /** What is begun and does not get to its end is given up, so that no parts stay behind. */
    private void inParts(Path file, long length, String key, Map<String, String> metadata) {
        String id = store.asked(
                "beginning " + key,
                () -> store.client()
                        .createMultipartUpload(request ->
                                request.bucket(store.bucket()).key(key).metadata(metadata))
                        .uploadId());
        boolean whole = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long offset = 0; offset < length; offset += store.partBytes()) {
                parts.add(part(file, offset, Math.min(store.partBytes(), length - offset), key, id, parts.size() + 1));
            }
            store.asked(
                    "joining " + key,
                    () -> store.client()
                            .completeMultipartUpload(request -> request.bucket(store.bucket())
                                    .key(key)
                                    .uploadId(id)
                                    .multipartUpload(all -> all.parts(parts))));
            whole = true;
        } finally {
            if (!whole) {
                abort(key, id);
            }
        }
    }

    private CompletedPart part(Path file, long offset, long length, String key, String id, int number) {
        Content content = new Content(List.of(new Content.FilePart(file, offset, length)));
        String md5 = md5(content);
        String etag = store.asked(
                "writing part " + number + " of " + key,
                () -> store.client()
                        .uploadPart(
                                request -> request.bucket(store.bucket())
                                        .key(key)
                                        .uploadId(id)
                                        .partNumber(number)
                                        .contentMD5(md5),
                                RequestBody.fromBytes(bytes(content)))
                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** The digest that every store compares what it took with. */
    private static String md5(Content content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            return Base64.getEncoder().encodeToString(digest.digest(bytes(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("MD5 is part of every JDK", e);
        }
    }

    private static byte[] bytes(Content content) {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void abort(String key, String id) {
        try {
            store.client()
                    .abortMultipartUpload(
                            request -> request.bucket(store.bucket()).key(key).uploadId(id));
        } catch (RuntimeException e) {
            LOG.warn("parts of {} were left behind: {}", store.address(key), e.toString());
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Content.unreadable(file, e);
        }
    }
}
