package dev.trainyard.deploy.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The command line of the server.
 *
 * @param model Hugging Face folder
 * @param name what requests put into {@code model}
 * @param port 0 = any free one
 */
record ServerOptions(Path model, String name, String host, int port) {
    private static final Set<String> KNOWN = Set.of("--model", "--name", "--host", "--port");
    static final String USAGE = "usage: --model DIR --name NAME [--host 127.0.0.1] [--port 0]";

    /** Errors: {@link IllegalArgumentException} with a sentence for the user. */
    static ServerOptions parse(String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!KNOWN.contains(arguments[i])) {
                throw new IllegalArgumentException("unknown option " + arguments[i] + "; " + USAGE);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option " + arguments[i] + " needs a value; " + USAGE);
            }
            values.put(arguments[i], arguments[i + 1]);
        }
        return new ServerOptions(
                Path.of(required(values, "--model")),
                required(values, "--name"),
                values.getOrDefault("--host", "127.0.0.1"),
                port(values.getOrDefault("--port", "0")));
    }

    private static String required(Map<String, String> values, String option) {
        String value = values.get(option);
        if (value == null) {
            throw new IllegalArgumentException("option " + option + " is missing; " + USAGE);
        }
        return value;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw new IllegalArgumentException("--port must be a number from 0 to 65535, got " + text);
    }
}
