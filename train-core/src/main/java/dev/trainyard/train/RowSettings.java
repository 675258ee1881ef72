package dev.trainyard.train;

import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.util.Optional;

/**
 * How rows are read and encoded.
 *
 * @param tokenizer borrowed; empty for a model that only ever sees token ids
 * @param maxLength tokens to which rows are cut
 */
record RowSettings(
        DataFormat format,
        ColumnNames columns,
        Optional<Tokenizer> tokenizer,
        Optional<ChatTemplate> template,
        int maxLength) {}
