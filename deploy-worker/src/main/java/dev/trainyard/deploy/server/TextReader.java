package dev.trainyard.deploy.server;

import dev.trainyard.tokenizer.SegmentedText;
import java.util.Optional;

/** Makes tokens of texts for a model that writes none. Called by any thread. */
interface TextReader {
    /** Tokens of one text, with what the tokenizer puts around it, that the model can attend to. */
    int contextLength();

    /** Token ids are below this. */
    int vocabularySize();

    /** A text, or two that belong together, as the model was trained to read them. */
    SegmentedText tokens(String text, Optional<String> pair);
}
