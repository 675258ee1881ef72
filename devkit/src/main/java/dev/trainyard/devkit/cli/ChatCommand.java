package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.ChatClient;
import dev.trainyard.devkit.client.ChatClient.Turn;
import dev.trainyard.devkit.client.ServedModel;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chat}: one prompt, or a conversation, with a deployed model. */
@Command(name = "chat", description = "Talks to a deployed model; without --prompt until an empty line or Ctrl-D.")
final class ChatCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Ask this and end.")
    private String prompt = "";

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "Longest answer (default 200).")
    private int maxTokens = 200;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 = always the likeliest token (default).")
    private double temperature;

    @Mixin
    private DeployedModel deployed = new DeployedModel();

    ChatCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        ServedModel served = deployed.find(session);
        ChatClient chat = new ChatClient(URI.create(served.endpoint()), served.servedName());
        List<Turn> turns = new ArrayList<>();
        if (!prompt.isEmpty()) {
            turns.add(new Turn("user", prompt));
            return answer(chat, turns).isBlank() ? ExitCode.FAILED : ExitCode.DONE;
        }
        converse(chat, turns);
        return ExitCode.DONE;
    }

    private void converse(ChatClient chat, List<Turn> turns) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (true) {
            session.terminal().text(session.terminal().paint(Paint.CYAN, "you  › "));
            String line = in.readLine();
            if (line == null || line.isBlank()) {
                session.terminal().line();
                return;
            }
            turns.add(new Turn("user", line));
            turns.add(new Turn("assistant", answer(chat, turns)));
        }
    }

    private String answer(ChatClient chat, List<Turn> turns) {
        Terminal terminal = session.terminal();
        if (prompt.isEmpty()) {
            terminal.text(terminal.paint(Paint.GREEN, "model› "));
        }
        String answer = chat.stream(turns, new ChatClient.Sampling(maxTokens, temperature), terminal::text);
        terminal.line();
        return answer;
    }
}
