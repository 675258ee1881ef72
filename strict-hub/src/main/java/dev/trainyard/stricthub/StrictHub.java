package dev.trainyard.stricthub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hub on this machine: the endpoint of both protocols on one port, and the store of the large files on another, under
 * another host name. Thread-safe.
 */
public final class StrictHub implements AutoCloseable {
    /** The one token that opens what is not public. */
    public static final String TOKEN = "hf_strictTokenOfTheTests";

    /** The user whose token it is. */
    public static final String USER = "me";

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");

    private final Map<String, HostedModel> models = new ConcurrentHashMap<>();
    private final List<Planned> faults = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(
            task -> Thread.ofPlatform().daemon().name("strict-hub-", 0).unstarted(task));
    private final LargeFiles largeFiles = new LargeFiles();
    private final Store store = new Store(largeFiles);
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private final HttpServer endpoint;
    private final HttpServer storage;

    private record Planned(String request, Fault fault) {}

    private interface Answer {
        void to(Exchange exchange) throws IOException;
    }

    private StrictHub() {
        Access access = new Access(models, TOKEN);
        HuggingFaceApi huggingFace = new HuggingFaceApi(access, store);
        WritingApi writing = new WritingApi(access, store, largeFiles);
        ModelScopeApi modelScope = new ModelScopeApi(access, store);
        endpoint = serve("", exchange -> {
            if (writing.takes(exchange)) {
                writing.answer(exchange);
            } else if (!exchange.is("GET") && !exchange.head()) {
                throw new Refusal("expected GET or HEAD");
            } else if (exchange.rawPath().startsWith("/api/v1/")) {
                modelScope.answer(exchange);
            } else {
                huggingFace.answer(exchange);
            }
        });
        storage = serve("store ", store::answer);
        store.startedAt("http://localhost:" + storage.getAddress().getPort());
    }

    /** Starts one, without models. */
    public static StrictHub start() {
        return new StrictHub();
    }

    private HttpServer serve(String name, Answer answer) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", http -> handle(name, http, answer));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no port to listen on", e);
        }
    }

    private void handle(String name, HttpExchange http, Answer answer) throws IOException {
        String request = name + http.getRequestMethod() + " " + http.getRequestURI();
        requests.add(request);
        Optional<Fault> fault = takeFault(request);
        Exchange exchange = new Exchange(http, fault);
        if (left.getAndDecrement() <= 0) {
            http.close();
            return;
        }
        try {
            if (!METHODS.contains(http.getRequestMethod())
                    || exchange.header("User-Agent").isEmpty()) {
                throw new Refusal("expected GET, HEAD, POST, PUT or DELETE, with a User-Agent");
            }
            if (fault.orElse(null) instanceof Fault.Status other) {
                other.headers().forEach(exchange::with);
                exchange.empty(other.status());
            } else {
                answer.to(exchange);
            }
        } catch (Refusal e) {
            violations.add(request + ": " + e.getMessage());
            exchange.json(400, "{\"error\":\"refused\"}");
        } finally {
            http.close();
        }
    }

    private Optional<Fault> takeFault(String request) {
        Iterator<Planned> all = faults.iterator();
        while (all.hasNext()) {
            Planned planned = all.next();
            if (request.contains(planned.request()) && faults.remove(planned)) {
                return Optional.of(planned.fault());
            }
        }
        return Optional.empty();
    }

    /** A model on it, which is made where there is none. */
    public HostedModel model(String id) {
        return models.computeIfAbsent(id, HostedModel::new);
    }

    /**
     * Plans that one answer goes wrong, after those planned before.
     *
     * @param request a part of "METHOD address"; requests to the store begin with "store "
     */
    public void fail(String request, Fault fault) {
        faults.add(new Planned(request, fault));
    }

    /** After this many requests no other is answered, as if the hub, or its client, had been killed. */
    public void dieAfter(int count) {
        left.set(count);
    }

    /** Answers again. */
    public void revive() {
        left.set(Integer.MAX_VALUE);
    }

    /** From now on large files of this size come in parts of this size; usually nothing does. */
    public void takeInParts(int bytes) {
        largeFiles.partSize(bytes);
    }

    /** Makes the addresses invalid that were given for large files. */
    public void expireSignatures() {
        store.expire();
    }

    /** Where it answers. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + endpoint.getAddress().getPort());
    }

    /** What was asked, as "METHOD address" in order; requests to the store begin with "store ". */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Forgets what was asked. */
    public void forgetRequests() {
        requests.clear();
    }

    /** What no client should have asked. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Ends it; connections that are open break off. */
    @Override
    public void close() {
        endpoint.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
