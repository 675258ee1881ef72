package dev.trainyard.trainer.cli;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param prepareOnly whether nothing is trained
 * @param json whether the result is printed as one JSON object
 */
record Arguments(Path config, Path output, boolean resume, boolean json, boolean prepareOnly) {
    static final String USAGE = """
            Usage: train --config SPEC --output DIR [--resume | --prepare-only] [--json]
            Trains in this process, without any service.
              --config SPEC   job spec, YAML or JSON; its relative paths are looked up beside it, then here
              --output DIR    gets the model, checkpoints and logs
              --resume        goes on from the newest checkpoint in DIR
              --prepare-only  reads and checks everything, shows the first rows as the model gets them, estimates
                              memory and time, and trains nothing
              --json          prints the result as one JSON object
            Exit code: 0 trained, 2 spec or data to be corrected, 3 not enough memory or disk, 4 a defect.
            """;

    static Arguments parse(List<String> words) {
        Path config = null;
        Path output = null;
        boolean resume = false;
        boolean json = false;
        boolean prepareOnly = false;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--config" -> config = Path.of(value(word, rest));
                case "--output" -> output = Path.of(value(word, rest));
                case "--resume" -> resume = true;
                case "--json" -> json = true;
                case "--prepare-only" -> prepareOnly = true;
                default -> throw wrong("unknown argument \"" + word + "\"");
            }
        }
        if (resume && prepareOnly) {
            throw wrong("--resume contradicts --prepare-only, which trains nothing: give one of them");
        }
        return new Arguments(required("--config", config), required("--output", output), resume, json, prepareOnly);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw wrong(option + " needs a value");
        }
        return rest.next();
    }

    private static Path required(String option, @Nullable Path value) {
        if (value == null) {
            throw wrong(option + " is missing");
        }
        return value.toAbsolutePath().normalize();
    }

    private static TrainyardException wrong(String what) {
        return new TrainyardException(ErrorCode.INVALID_REQUEST, what + "\n" + USAGE);
    }
}
