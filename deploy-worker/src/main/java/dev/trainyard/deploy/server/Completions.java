package dev.trainyard.deploy.server;

import dev.trainyard.deploy.server.CompletionRequest.Prompt;
import dev.trainyard.deploy.server.ResponseShape.Usage;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.Generation.FinishReason;
import dev.trainyard.generate.SamplingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** One of the texts that a request asks for. */
    private record Wanted(Prompt prompt, int[] promptIds, SamplingConfig config) {}

    private Desk.Work work(CompletionRequest request) {
        List<Wanted> wanted = new ArrayList<>();
        long seed = request.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
        for (Prompt prompt : request.prompts()) {
            int[] ids = ids(prompt);
            int limit = limit(request, ids.length);
            for (int i = 0; i < request.n(); i++) {
                wanted.add(new Wanted(prompt, ids, config(request, limit, seed + i)));
            }
        }
        return exchange -> answer(exchange, request, wanted);
    }

    private int[] ids(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Chat chat -> model.chatPrompt(chat.turns());
            case Prompt.Text text -> model.textPrompt(text.text());
            case Prompt.Tokens tokens -> checked(tokens.ids());
        };
    }

    private int[] checked(int[] ids) {
        for (int id : ids) {
            requireToken("prompt", id);
        }
        return ids;
    }

    private void requireToken(String field, int id) {
        if (id < 0 || id >= model.vocabularySize()) {
            throw ApiException.invalid(
                    field,
                    "invalid_value",
                    "token id " + id + " is not in the vocabulary: expected 0 to " + (model.vocabularySize() - 1));
        }
    }

    /** Tokens that a prompt of this length may be continued by. */
    private int limit(CompletionRequest request, int promptTokens) {
        String field = request.chat() ? "messages" : "prompt";
        if (promptTokens == 0) {
            throw ApiException.invalid(
                    field, "invalid_value", "'" + field + "' is empty: there is nothing to continue");
        }
        int context = model.contextLength();
        int room = context - promptTokens;
        int least = request.maxTokens().orElse(1) == 0 ? 0 : 1;
        int most = Math.min(context, desk.maxTokens());
        int asked = request.maxTokens().orElse(Math.clamp(room, least, most));
        if (room < least || asked > context) {
            throw ApiException.invalid(
                    room < least ? field : "max_tokens",
                    "context_length_exceeded",
                    "this model's context is " + context + " tokens; the prompt has " + promptTokens
                            + " and the request asks for up to " + asked + " more: shorten the prompt or max_tokens");
        }
        if (asked > most) {
            throw ApiException.invalid(
                    "max_tokens",
                    "invalid_value",
                    "this server generates " + most + " tokens at most for one answer, and the request asks for up to "
                            + asked + ": ask for fewer");
        }
        return Math.min(asked, room);
    }

    private SamplingConfig config(CompletionRequest request, int limit, long seed) {
        request.weights().bias().keySet().forEach(id -> requireToken("logit_bias", id));
        return new SamplingConfig(
                limit,
                request.temperature(),
                request.topK(),
                request.topP(),
                seed,
                request.stop(),
                request.weights(),
                request.scores());
    }

    private Usage answer(Exchange exchange, CompletionRequest request, List<Wanted> wanted) {
        ResponseShape shape = new ResponseShape(request.chat(), desk.servedName(), model::tokenText);
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            choices.add(
                    request.stream()
                            ? new StreamedChoice(i, exchange, desk, shape, request.includeUsage())
                            : new Choice(i, exchange, desk, request.echo()));
        }
        if (request.stream()) {
            exchange.beginStream();
            choices.forEach(Choice::open);
        }
        List<Generation> texts = generate(wanted, choices);
        Usage usage = usage(request, texts);
        if (request.stream()) {
            if (request.includeUsage()) {
                exchange.event(shape.usage(usage));
            }
            exchange.endStream();
        } else {
            List<String> before = wanted.stream()
                    .map(one -> request.echo() ? promptText(one) : "")
                    .toList();
            exchange.json(200, shape.whole(choices, texts, before, usage));
        }
        if (texts.stream().anyMatch(text -> text.finishReason() == FinishReason.CANCELLED)) {
            LOG.info("generation ended after {} tokens: the client left", usage.completionTokens());
        }
        return usage;
    }

    private String promptText(Wanted wanted) {
        return wanted.prompt instanceof Prompt.Text text ? text.text() : model.text(wanted.promptIds);
    }

    /** All texts side by side. */
    private List<Generation> generate(List<Wanted> wanted, List<Choice> choices) {
        if (wanted.size() == 1) {
            return List.of(generate(wanted.getFirst(), choices.getFirst()));
        }
        try (ExecutorService several = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Generation>> texts = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                Wanted one = wanted.get(i);
                Choice choice = choices.get(i);
                texts.add(several.submit(() -> generate(one, choice)));
            }
            return texts.stream().map(Completions::result).toList();
        }
    }

    private Generation generate(Wanted wanted, Choice choice) {
        Generation text = model.generate(wanted.promptIds, wanted.config, choice);
        choice.close(text);
        return text;
    }

    private static Generation result(Future<Generation> text) {
        try {
            return text.get();
        } catch (InterruptedException e) {
            throw ApiException.stopping();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : new CompletionException(e.getCause());
        }
    }

    /** A prompt counts once, however often it is continued. */
    private static Usage usage(CompletionRequest request, List<Generation> texts) {
        int prompt = 0;
        int completion = 0;
        for (int i = 0; i < texts.size(); i++) {
            prompt += i % request.n() == 0 ? texts.get(i).promptTokens() : 0;
            completion += texts.get(i).completionTokens();
        }
        return new Usage(prompt, completion);
    }
}
