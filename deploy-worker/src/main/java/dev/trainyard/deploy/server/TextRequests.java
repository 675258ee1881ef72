package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tokenizer.SegmentedText;
import java.util.List;
import java.util.function.Function;

/** Answers requests about texts: one entry of {@code data} for each, in their order. */
final class TextRequests implements ServedModel.RequestHandler {
    private final Desk desk;
    private final TextTask task;
    private final TextInputs inputs;

    TextRequests(Desk desk, TextReader reader, TextTask task) {
        this.desk = desk;
        this.task = task;
        this.inputs = new TextInputs(reader, task.takesPairs());
    }

    @Override
    public void accept(Exchange exchange, byte[] body) {
        desk.accept(exchange, body, fields -> {
            Function<SegmentedText, ObjectNode> answers = task.reader(fields);
            List<SegmentedText> texts = inputs.read(fields);
            return asked -> answer(asked, texts, answers);
        });
    }

    private ResponseShape.Usage answer(
            Exchange exchange, List<SegmentedText> texts, Function<SegmentedText, ObjectNode> answers) {
        ObjectNode response = JsonNodeFactory.instance.objectNode().put("object", "list");
        response.put("model", desk.servedName());
        ArrayNode entries = response.putArray("data");
        int tokens = 0;
        for (SegmentedText text : texts) {
            if (!desk.goesOn(exchange)) {
                throw ApiException.stopping();
            }
            entries.add(answers.apply(text).put("index", entries.size()));
            tokens += text.ids().length;
        }
        response.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        exchange.json(200, response);
        return new ResponseShape.Usage(tokens, 0);
    }
}
