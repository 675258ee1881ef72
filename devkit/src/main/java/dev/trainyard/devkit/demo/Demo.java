package dev.trainyard.devkit.demo;

import dev.trainyard.devkit.client.ChatClient;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.progress.JobFollower;
import dev.trainyard.devkit.progress.JobProgress;
import dev.trainyard.devkit.progress.StackView;
import dev.trainyard.devkit.spec.SpecFile;
import dev.trainyard.devkit.stack.DevelopmentStack;
import dev.trainyard.devkit.stack.StackSettings;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Starts a stack of its own, trains a base model, fine-tunes it, and lets both answer the same question. Everything
 * that is shown comes from the services' answers.
 */
final class Demo {
    private static final ChatClient.Sampling LIKELIEST = new ChatClient.Sampling(48, 0);

    private final Terminal terminal;
    private final StackSettings settings;
    private final DevelopmentStack stack;
    private final StackView view;

    Demo(Terminal terminal, StackSettings settings) {
        this.terminal = terminal;
        this.settings = settings;
        this.view = new StackView(terminal);
        this.stack = new DevelopmentStack(settings, view::show);
    }

    DevelopmentStack stack() {
        return stack;
    }

    /** Errors: {@link DemoFailure} where something that should have happened did not. */
    void run() throws InterruptedException {
        Instant begin = Instant.now();
        terminal.line();
        terminal.line(terminal.paint(Paint.BOLD, "  Trainyard")
                + terminal.paint(Paint.DIM, "  from two files to a served fine-tuned model"));
        terminal.line();
        startStack();
        GatewayClient gateway = new GatewayClient(stack.gateway());
        Job base = train(gateway, 1, "Train a small Llama from random weights", "base.yaml");
        Job tuned = train(gateway, 2, "Fine-tune it with LoRA on questions and answers", "finetune.yaml");
        heading(3, "Ask both models a question that was held out from training");
        String answer = compare(base, tuned);
        if (answer.isBlank()) {
            throw new DemoFailure("the fine-tuned model gave an empty answer");
        }
        terminal.line();
        terminal.line(terminal.paint(Paint.GREEN, "  ✓ ") + "done in "
                + Quantity.duration(Duration.between(begin, Instant.now())));
    }

    private void startStack() throws InterruptedException {
        stack.start();
        terminal.clearLive();
        terminal.line(terminal.paint(Paint.GREEN, "  ✓ ") + "Kafka, PostgreSQL, five services  "
                + terminal.paint(Paint.DIM, view.elapsed() + "   " + stack.gateway()));
        terminal.line();
    }

    private Job train(GatewayClient gateway, int number, String what, String specFile) throws InterruptedException {
        heading(number, what + terminal.paint(Paint.DIM, "   examples/" + specFile));
        SpecFile spec = SpecFile.read(settings.home().resolve("examples").resolve(specFile));
        Job submitted = gateway.submit(spec.json(), "application/json");
        Job job = new JobFollower(gateway, new JobProgress(terminal)).follow(submitted.id());
        terminal.clearLive();
        JobChecks.require(job);
        JobReport.print(terminal, gateway, job);
        terminal.line();
        return job;
    }

    private void heading(int number, String text) {
        terminal.line(terminal.paint(Paint.BOLD, "  " + number + "  ") + text);
    }

    /** Returns the fine-tuned model's answer. */
    private String compare(Job base, Job tuned) {
        HeldOutQuestion question = HeldOutQuestion.of(artifacts(), tuned.id());
        say("question", question.prompt());
        say("expected", question.answer());
        answer(base, "base", question);
        return answer(tuned, "fine-tuned", question);
    }

    private Path artifacts() {
        return settings.data().resolve("artifacts");
    }

    private void say(String who, String text) {
        terminal.line(terminal.paint(Paint.DIM, String.format("     %-11s", who)) + text);
    }

    private String answer(Job job, String who, HeldOutQuestion question) {
        Job.Deployment served = job.deployment().orElseThrow();
        ChatClient chat = new ChatClient(
                URI.create(served.endpoint().orElseThrow()), served.servedName().orElse(job.name()));
        terminal.text(terminal.paint(Paint.DIM, String.format("     %-11s", who)));
        String answer = chat.stream(
                List.of(new ChatClient.Turn("user", question.prompt())),
                LIKELIEST,
                piece -> terminal.text(oneLine(piece)));
        terminal.line();
        return answer;
    }

    private static String oneLine(String piece) {
        return piece.replace('\n', ' ');
    }
}
