package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.deploy.server.CompletionRequest.Prompt;
import dev.trainyard.deploy.server.LanguageModel.Answer;
import dev.trainyard.deploy.server.LanguageModel.Finish;
import dev.trainyard.deploy.server.LanguageModel.Sampling;
import dev.trainyard.deploy.server.ResponseShape.Usage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers completion requests: reads them, waits for their turn, generates, and stops when the client leaves. */
final class Completions {
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final LanguageModel model;
    private final String servedName;
    private final GenerationQueue queue;
    private final ServerMetrics metrics;
    private volatile boolean hurrying;

    Completions(LanguageModel model, String servedName, GenerationQueue queue, ServerMetrics metrics) {
        this.model = model;
        this.servedName = servedName;
        this.queue = queue;
        this.metrics = metrics;
    }

    /** Reads the body and queues the generation; every problem is answered on the exchange. */
    void accept(Exchange exchange, byte[] body, Function<RequestFields, CompletionRequest> reader) {
        try {
            CompletionRequest request = reader.apply(RequestFields.parse(body));
            if (!request.model().equals(servedName)) {
                throw ApiException.modelNotFound("the model '" + request.model()
                        + "' does not exist here: this server serves '" + servedName + "'");
            }
            Sampling sampling = sampling(request);
            long queuedAt = System.nanoTime();
            Runnable work = () -> generate(exchange, request, sampling, queuedAt);
            queue.submit(work);
            exchange.whenGone(() -> queue.forget(work));
        } catch (ApiException e) {
            exchange.error(e);
        } catch (RuntimeException e) {
            fail(exchange, e);
        }
    }

    /** Ends the running generation early; its client gets what there is. */
    void hurry() {
        hurrying = true;
    }

    private Sampling sampling(CompletionRequest request) {
        int[] ids = switch (request.prompt()) {
            case Prompt.Chat chat -> model.chatPrompt(chat.turns());
            case Prompt.Text text -> model.textPrompt(text.text());
            case Prompt.Tokens tokens -> checked(tokens.ids());
        };
        String field = request.prompt() instanceof Prompt.Chat ? "messages" : "prompt";
        if (ids.length == 0) {
            throw ApiException.invalid(
                    field, "invalid_value", "'" + field + "' is empty: there is nothing to continue");
        }
        int context = model.contextLength();
        int room = context - ids.length;
        int asked = request.maxTokens().orElse(Math.max(room, 1));
        if (room < 1 || asked > context) {
            throw ApiException.invalid(
                    room < 1 ? field : "max_tokens",
                    "context_length_exceeded",
                    "this model's context is " + context + " tokens; the prompt has " + ids.length
                            + " and the request asks for up to " + asked + " more: shorten the prompt or max_tokens");
        }
        return new Sampling(
                ids,
                Math.min(asked, room),
                request.temperature(),
                request.topP(),
                request.topK(),
                request.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                request.stop());
    }

    private int[] checked(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= model.vocabularySize()) {
                throw ApiException.invalid(
                        "prompt",
                        "invalid_value",
                        "token id " + id + " is not in the vocabulary: expected 0 to " + (model.vocabularySize() - 1));
            }
        }
        return ids;
    }

    private void generate(Exchange exchange, CompletionRequest request, Sampling sampling, long queuedAt) {
        if (exchange.gone()) {
            return;
        }
        long begun = System.nanoTime();
        ResponseShape shape = ResponseShape.of(request.prompt(), servedName);
        try {
            Usage usage =
                    request.stream() ? stream(exchange, shape, request, sampling) : whole(exchange, shape, sampling);
            metrics.answered(usage, begun - queuedAt, System.nanoTime() - begun);
        } catch (RuntimeException e) {
            fail(exchange, e);
        }
    }

    private Usage whole(Exchange exchange, ResponseShape shape, Sampling sampling) {
        StringBuilder text = new StringBuilder();
        Answer answer = model.generate(sampling, piece -> {
            text.append(piece);
            return goOn(exchange);
        });
        Usage usage = new Usage(sampling.promptIds().length, answer.completionTokens());
        exchange.json(200, shape.whole(text.toString(), answer.finish(), usage));
        return usage;
    }

    private Usage stream(Exchange exchange, ResponseShape shape, CompletionRequest request, Sampling sampling) {
        exchange.beginStream();
        shape.opening().ifPresent(chunk -> send(exchange, request, chunk));
        Answer answer = model.generate(sampling, piece -> {
            if (!piece.isEmpty()) {
                send(exchange, request, shape.piece(piece));
            }
            return goOn(exchange);
        });
        Usage usage = new Usage(sampling.promptIds().length, answer.completionTokens());
        send(exchange, request, shape.closing(answer.finish()));
        if (request.includeUsage()) {
            exchange.event(shape.usage(usage));
        }
        exchange.endStream();
        if (answer.finish() == Finish.CANCELLED) {
            LOG.info("generation ended after {} tokens: the client left", answer.completionTokens());
        }
        return usage;
    }

    private boolean goOn(Exchange exchange) {
        return !exchange.gone() && !hurrying;
    }

    /** With usage asked for, every other chunk carries {@code "usage":null}. */
    private static void send(Exchange exchange, CompletionRequest request, ObjectNode chunk) {
        if (request.includeUsage()) {
            chunk.putNull("usage");
        }
        exchange.event(chunk);
    }

    private static void fail(Exchange exchange, RuntimeException problem) {
        LOG.error("generation failed", problem);
        exchange.error(ApiException.internal("the generation failed: see the server's log"));
    }
}
