package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.ClassifierClient;
import dev.trainyard.devkit.client.ClassifierClient.Verdict;
import dev.trainyard.devkit.client.ServedModel;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classify}: the labels that a deployed classifier gives texts. */
@Command(name = "classify", description = "Asks a deployed classifier for the label of each text.")
final class ClassifyCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            required = true,
            description = "The text; may be given several times.")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "3",
            description = "Scores shown for each text, the likeliest first (default 3).")
    private int top = 3;

    @Mixin
    private DeployedModel deployed = new DeployedModel();

    ClassifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServedModel served = deployed.find(session);
        ClassifierClient classifier = new ClassifierClient(URI.create(served.endpoint()), served.servedName());
        List<Verdict> verdicts = classifier.classify(texts);
        Table table = new Table("LABEL", "SCORES", "TEXT");
        for (int i = 0; i < verdicts.size(); i++) {
            table.row(verdicts.get(i).label(), scores(verdicts.get(i)), texts.get(i));
        }
        table.print(session.terminal());
        return ExitCode.DONE;
    }

    private String scores(Verdict verdict) {
        return verdict.scores().entrySet().stream()
                .limit(Math.max(top, 1))
                .map((Map.Entry<String, Double> score) -> score.getKey() + " " + Quantity.metric(score.getValue()))
                .collect(Collectors.joining(", "));
    }
}
