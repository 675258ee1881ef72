package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tokenizer.SegmentedText;
import java.util.function.Function;

/** What is told of each text of a request. */
interface TextTask {
    /** Whether two texts may belong together. */
    boolean takesPairs();

    /** Checks the fields of its own and returns what makes the answer to one text, called by one thread at a time. */
    Function<SegmentedText, ObjectNode> reader(RequestFields fields);
}
