package dev.trainyard.stricthub;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where large files lie: another host, which gives a file to whoever has its signed address, and must never see the
 * hub's token.
 */
final class Store {
    private final Map<String, Content> signed = new ConcurrentHashMap<>();
    private final Map<String, String> uploads = new ConcurrentHashMap<>();
    private final LargeFiles largeFiles;
    private volatile String base = "";

    Store(LargeFiles largeFiles) {
        this.largeFiles = largeFiles;
    }

    /** A new address to which a whole file, or a part of one, is put. */
    String uploadAddress(String sha256, int part) {
        String signature = UUID.randomUUID().toString();
        String path = "/uploads/" + sha256 + "/" + part;
        uploads.put(signature, path);
        return base + path + "?X-Signature=" + signature;
    }

    void startedAt(String address) {
        base = address;
    }

    /** A new address of a content. */
    URI address(Content content) {
        String signature = UUID.randomUUID().toString();
        signed.put(signature, content);
        return URI.create(base + "/objects/" + content.sha256() + "?X-Signature=" + signature);
    }

    /** Makes all addresses invalid that were given so far. */
    void expire() {
        signed.clear();
        uploads.clear();
    }

    void answer(Exchange exchange) throws IOException {
        if (exchange.header("Authorization").isPresent()
                || exchange.header("Cookie").isPresent()) {
            throw new Refusal("the token of the hub came to the store");
        }
        if (exchange.is("PUT")) {
            take(exchange);
            return;
        }
        if (!exchange.is("GET")) {
            throw new Refusal("the addresses of the store are signed for GET or PUT alone");
        }
        String signature = exchange.query(Set.of("X-Signature")).get("X-Signature");
        Optional<Content> content = Optional.ofNullable(signature).map(signed::get);
        if (content.isEmpty()) {
            exchange.json(403, "{\"error\":\"the signature is not valid any more\"}");
            return;
        }
        if (!exchange.rawPath().equals("/objects/" + content.get().sha256())) {
            throw new Refusal("the signature is that of another file than " + exchange.rawPath());
        }
        // A name of the store's own, as S3 gives.
        exchange.with("ETag", "\"" + Content.hex("MD5", content.get().bytes()) + "\"")
                .content(content.get().bytes());
    }

    private void take(Exchange exchange) throws IOException {
        String signature = String.valueOf(exchange.query(Set.of("X-Signature")).get("X-Signature"));
        if (!exchange.rawPath().equals(uploads.get(signature))) {
            exchange.json(403, "{\"error\":\"the signature is not valid any more\"}");
            return;
        }
        if (exchange.header("Content-Length").isEmpty()) {
            throw new Refusal("a file without its length");
        }
        String[] path = exchange.rawPath().split("/");
        exchange.with("ETag", largeFiles.put(path[2], Integer.parseInt(path[3]), exchange.body()))
                .empty(200);
    }
}
