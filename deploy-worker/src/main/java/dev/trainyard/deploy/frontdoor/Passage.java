package dev.trainyard.deploy.frontdoor;

import dev.trainyard.deploy.domain.Route;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one request to a server and of its answer back, on one event loop. A server that is lost before it began
 * to answer is followed by another one of the same name; answers are without side effects, so nothing happens twice.
 */
final class Passage {
    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

    static final String VERSION = "X-Trainyard-Version";

    private static final Set<String> BETWEEN_TWO = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final int UNAVAILABLE = 503;
    private static final int LOST = 502;
    private static final int CLIENT_LEFT = 499;

    private final HttpClient http;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Buffer body;
    private final Function<Set<Route>, Optional<Route>> choice;
    private final Function<Route, TrafficCount> counts;
    private final ServedMeters meters;
    private final Set<Route> failed = new HashSet<>();
    private @Nullable Attempt current;

    /**
     * A request that was read.
     *
     * @param choice of a server, except those that have failed
     */
    Passage(
            HttpClient http,
            HttpServerRequest request,
            Buffer body,
            Function<Set<Route>, Optional<Route>> choice,
            Function<Route, TrafficCount> counts,
            ServedMeters meters) {
        this.http = http;
        this.request = request;
        this.response = request.response();
        this.body = body;
        this.choice = choice;
        this.counts = counts;
        this.meters = meters;
    }

    /** Begins; {@code first} was chosen with nothing failed. */
    void begin(Route first) {
        response.closeHandler(nothing -> {
            Attempt attempt = current;
            if (attempt != null) {
                attempt.clientLeft();
            }
        });
        // Broken connections are reported by the close handler; without this one they would also be logged.
        response.exceptionHandler(problem -> {});
        ask(first);
    }

    private void ask(Route route) {
        Attempt attempt = new Attempt(route);
        current = attempt;
        attempt.start();
    }

    /** Another server where there is one, else what became of this one. */
    private void goOn(Route route, Refusal otherwise) {
        failed.add(route);
        Optional<Route> next = choice.apply(failed);
        if (next.isPresent()) {
            ask(next.get());
        } else {
            otherwise.send(response);
        }
    }

    /** One try with one server. */
    private final class Attempt {
        private final Route route;
        private final TrafficCount count;
        private final long begun = System.nanoTime();
        private @Nullable HttpClientRequest upstream;
        private boolean over;

        Attempt(Route route) {
            this.route = route;
            this.count = counts.apply(route);
            count.began();
        }

        void start() {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost(route.server().getHost())
                    .setPort(route.server().getPort())
                    .setURI(request.uri());
            http.request(options).onFailure(this::lost).onSuccess(up -> {
                upstream = up;
                if (over) {
                    up.reset();
                    return;
                }
                request.headers().forEach((name, value) -> {
                    if (isPassedOn(name)) {
                        up.putHeader(name, value);
                    }
                });
                up.response().onFailure(this::lost).onSuccess(this::answer);
                up.end(forServer());
            });
        }

        private Buffer forServer() {
            try {
                AskedModel asked = AskedModel.in(body);
                String name = route.version().name();
                return asked.model().equals(name) ? body : AskedModel.renamed(body, name);
            } catch (IOException e) {
                throw new IllegalStateException("a body that was read once cannot be read again", e);
            }
        }

        private void answer(HttpClientResponse answer) {
            if (over) {
                return;
            }
            if (answer.statusCode() == UNAVAILABLE && isReplaceable()) {
                end(UNAVAILABLE, OptionalLong.empty());
                answer.exceptionHandler(given -> {});
                answer.request().reset();
                goOn(
                        route,
                        Refusal.starting(route.version().reference() + " is being stopped: send the request again"));
                return;
            }
            String type = String.valueOf(answer.getHeader("content-type"));
            OutputLength passed = new OutputLength(type.startsWith("text/event-stream"));
            beginAnswer(answer);
            answer.handler(part -> {
                passed.passed(part);
                response.write(part);
                if (response.writeQueueFull()) {
                    answer.pause();
                    response.drainHandler(nothing -> answer.resume());
                }
            });
            answer.exceptionHandler(this::lost);
            answer.endHandler(nothing -> {
                if (!over) {
                    end(answer.statusCode(), passed.tokens());
                    response.end();
                }
            });
        }

        private void beginAnswer(HttpClientResponse answer) {
            response.setStatusCode(answer.statusCode());
            answer.headers().forEach((name, value) -> {
                if (isPassedOn(name)) {
                    response.headers().add(name, value);
                }
            });
            String size = answer.getHeader("content-length");
            if (size == null) {
                response.setChunked(true);
            } else {
                response.putHeader("content-length", size);
            }
            response.putHeader(VERSION, route.version().reference());
        }

        private boolean isReplaceable() {
            Set<Route> without = new HashSet<>(failed);
            without.add(route);
            return choice.apply(without).isPresent();
        }

        private void lost(Throwable problem) {
            if (over) {
                return;
            }
            end(LOST, OptionalLong.empty());
            LOG.warn("{} gave no whole answer: {}", route.version().reference(), problem.toString());
            if (response.headWritten()) {
                // A cut connection says that the answer is not whole; an end would say that it is.
                request.connection().close();
            } else {
                goOn(
                        route,
                        Refusal.badGateway("the server of " + route.version().reference()
                                + " was lost before it answered: send the request again"));
            }
        }

        void clientLeft() {
            if (over) {
                return;
            }
            end(CLIENT_LEFT, OptionalLong.empty());
            HttpClientRequest up = upstream;
            if (up != null) {
                up.reset();
            }
        }

        private void end(int status, OptionalLong tokens) {
            over = true;
            long nanos = System.nanoTime() - begun;
            count.ended(status, nanos / 1e6, tokens);
            meters.answered(route, status, Duration.ofNanos(nanos), tokens);
        }
    }

    private static boolean isPassedOn(String header) {
        return !BETWEEN_TWO.contains(header.toLowerCase(Locale.ROOT));
    }
}
