package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.deploy.server.CompletionRequest.Prompt;
import dev.trainyard.deploy.server.LanguageModel.Answer;
import dev.trainyard.deploy.server.LanguageModel.Finish;
import dev.trainyard.deploy.server.LanguageModel.Sampling;
import dev.trainyard.deploy.server.ResponseShape.Usage;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers completion requests: reads them, generates when it is their turn, and stops when the client leaves. */
final class Completions {
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final LanguageModel model;
    private final Desk desk;

    Completions(LanguageModel model, Desk desk) {
        this.model = model;
        this.desk = desk;
    }

    void chat(Exchange exchange, byte[] body) {
        desk.accept(exchange, body, fields -> work(RequestReader.chat(fields)));
    }

    void text(Exchange exchange, byte[] body) {
        desk.accept(exchange, body, fields -> work(RequestReader.text(fields)));
    }

    private Desk.Work work(CompletionRequest request) {
        Sampling sampling = sampling(request);
        return exchange -> {
            ResponseShape shape = ResponseShape.of(request.prompt(), desk.servedName());
            return request.stream() ? stream(exchange, shape, request, sampling) : whole(exchange, shape, sampling);
        };
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

    private Usage whole(Exchange exchange, ResponseShape shape, Sampling sampling) {
        StringBuilder text = new StringBuilder();
        Answer answer = model.generate(sampling, piece -> {
            text.append(piece);
            return desk.goesOn(exchange);
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
            return desk.goesOn(exchange);
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

    /** With usage asked for, every other chunk carries {@code "usage":null}. */
    private static void send(Exchange exchange, CompletionRequest request, ObjectNode chunk) {
        if (request.includeUsage()) {
            chunk.putNull("usage");
        }
        exchange.event(chunk);
    }
}
