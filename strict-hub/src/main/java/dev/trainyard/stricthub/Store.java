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
    private volatile String base = "";

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
    }

    void answer(Exchange exchange) throws IOException {
        if (exchange.header("Authorization").isPresent()
                || exchange.header("Cookie").isPresent()) {
            throw new Refusal("the token of the hub came to the store");
        }
        if (exchange.head()) {
            throw new Refusal("HEAD to the store: its addresses are signed for GET");
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
}
