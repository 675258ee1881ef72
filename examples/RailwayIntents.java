import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Writes the example data for a classifier: what people ask a railway, each with its intent.
 *
 * <p>Every intent has five wordings with places to fill; the rows of an intent are different fillings of them, drawn at
 * random, and all intents have equally many.
 *
 * <p>Run {@code java examples/RailwayIntents.java} from the folder above; the same seed writes the same bytes.
 */
public final class RailwayIntents {
    private static final int ROWS_OF_INTENT = 45;

    private static final List<String> TRAINS = List.of("train", "express", "night train", "tram");
    private static final List<String> TOWNS = List.of("Ashby", "Elmstead", "Harrow", "Kings Mill", "Port Vale");
    private static final List<String> THINGS = List.of("umbrella", "blue bag", "phone", "hat", "suitcase");
    private static final List<String> TIMES = List.of("morning", "afternoon", "evening");

    private static final List<Intent> INTENTS = List.of(
            new Intent("timetable", "When does the TRAIN to TOWN leave?", "What time is the next TRAIN to TOWN?",
                    "Is there a TRAIN to TOWN in the TIME?", "How often does a TRAIN go to TOWN?",
                    "Which TRAIN is the last one to TOWN in the TIME?"),
            new Intent("ticket", "How much is a ticket to TOWN?", "I want to buy two tickets for the TRAIN to TOWN.",
                    "Is there a cheaper ticket to TOWN in the TIME?", "Can I pay for my ticket to TOWN with a card?",
                    "Do I need a ticket for my THING on the TRAIN?"),
            new Intent("delay", "Why is the TRAIN from TOWN late?", "Is the TRAIN to TOWN delayed this TIME?",
                    "The TRAIN did not come at all this TIME.", "My TRAIN to TOWN was an hour late, do I get money back?",
                    "How long do we have to wait for the TRAIN from TOWN?"),
            new Intent("lost-property", "I left my THING on the TRAIN from TOWN.", "Has anybody handed in a THING?",
                    "Where do I ask for a THING that I lost in TOWN?", "My THING is missing since the TIME, was it found?",
                    "I think my THING is still in the TRAIN to TOWN."));

    private final Random random;

    private record Intent(String label, List<String> wordings) {
        Intent(String label, String... wordings) {
            this(label, List.of(wordings));
        }
    }

    private RailwayIntents(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "examples/data");
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 7;
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("intents.csv"), new RailwayIntents(seed).csv());
    }

    private String csv() {
        List<String> rows = new ArrayList<>();
        for (Intent intent : INTENTS) {
            for (String text : texts(intent)) {
                rows.add((text.contains(",") ? "\"" + text + "\"" : text) + "," + intent.label() + "\n");
            }
        }
        Collections.shuffle(rows, random);
        return "text,label\n" + String.join("", rows);
    }

    private Iterable<String> texts(Intent intent) {
        TreeSet<String> texts = new TreeSet<>();
        while (texts.size() < ROWS_OF_INTENT) {
            texts.add(filled(intent.wordings().get(random.nextInt(intent.wordings().size()))));
        }
        return texts;
    }

    private String filled(String wording) {
        String text = wording.replace("TRAIN", any(TRAINS)).replace("TOWN", any(TOWNS)).replace("THING", any(THINGS))
                .replace("TIME", any(TIMES));
        return text.replaceAll("\\ba (?=[aeiou])", "an ");
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
