import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes the example data: a small railway world, as prose to pretrain on, as questions with answers to fine-tune on,
 * and as pairs of a right and a wrong answer to prefer one of.
 *
 * <p>Every fact of the world is told many times and in many words in the prose. Each question asks for one such fact,
 * in several wordings with the same answer, so that rows held out from fine-tuning ask for known facts in words (or in
 * a direction) that were not seen with that fact.
 *
 * <p>Run {@code java examples/RailwayWorld.java} from the folder above; the same seed writes the same bytes.
 */
public final class RailwayWorld {
    private static final int PROSE_CHARACTERS = 300_000;
    private static final int PREFERENCES = 320;

    private final Random random;
    private final List<Train> trains = new ArrayList<>();
    private final List<Town> towns = new ArrayList<>();

    private record Town(String name, String river, String craft, String master, String landmark) {}

    private record Train(
            String name, String colour, String driver, String cargo, Town from, Town to, String time, String wagons) {
        String the() {
            return "the " + name;
        }
    }

    /** A question and its only right answer. */
    private record Question(String text, String answer) {}

    private RailwayWorld(long seed) {
        random = new Random(seed);
        List<String> rivers = List.of("Ash", "Brede", "Callow", "Dane");
        List<String> crafts = shuffled("bells", "clocks", "ropes", "boats", "hats", "lamps", "violins", "kites", "knives", "carpets", "candles", "barrels");
        List<String> landmarks = shuffled("clock tower", "stone bridge", "lighthouse", "old mill", "castle", "market hall", "fountain", "glass house", "windmill", "harbour wall", "great oak", "chapel");
        List<String> masters = shuffled("Clara Boone", "Hugo Marsh", "Edith Vale", "Simon Pike", "Nora Quill", "Felix Stone", "Ida Wells", "Martin Gray", "Lucy Thorne", "Albert Finch", "Greta Holm", "Peter Lodge");
        List<String> names = List.of("Aldermoor", "Brindle", "Copperhill", "Dunmere", "Eastwick", "Fernley", "Greyport", "Hollin", "Ironford", "Kingsmere", "Larkfield", "Millbrook");
        for (int i = 0; i < names.size(); i++) {
            towns.add(new Town(names.get(i), rivers.get(i % rivers.size()), crafts.get(i), masters.get(i), landmarks.get(i)));
        }
        List<String> animals = List.of("Heron", "Kestrel", "Otter", "Badger", "Swallow", "Falcon", "Beaver", "Lark", "Marten", "Robin", "Stag", "Magpie");
        List<String> colours = List.of("red", "blue", "green", "black", "yellow", "white");
        List<String> drivers = shuffled("Anna Reed", "Tom Barrow", "Mila Frost", "Oskar Lind", "Ruth Calder", "Ivan Moss", "Bella Hart", "Karl Winter", "Jane Ridley", "Paul Ember", "Vera Lowe", "Max Tanner");
        List<String> cargo = shuffled("timber", "coal", "apples", "milk", "slate", "wool", "salt", "grain", "fish", "bricks", "honey", "mail");
        List<String> times = shuffled("five", "half past five", "six", "half past six", "seven", "half past seven", "eight", "half past eight", "nine", "half past nine", "ten", "half past ten");
        List<String> wagons = List.of("six", "eight", "nine", "ten", "twelve", "fourteen");
        List<Integer> goals = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0));
        Collections.rotate(goals, 3 + random.nextInt(5));
        for (int i = 0; i < animals.size(); i++) {
            trains.add(new Train(animals.get(i), colours.get(random.nextInt(colours.size())), drivers.get(i), cargo.get(i),
                    towns.get(i), towns.get(goals.get(i)), times.get(i), wagons.get(random.nextInt(wagons.size()))));
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "examples/data");
        RailwayWorld world = new RailwayWorld(arguments.length > 1 ? Long.parseLong(arguments[1]) : 7);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("railway.txt"), world.prose());
        Files.writeString(folder.resolve("railway_questions.jsonl"), world.rows());
        Files.writeString(folder.resolve("railway_preferences.jsonl"), world.preferences());
    }

    // --- Prose ---------------------------------------------------------------------------------------------------

    private String prose() {
        StringBuilder prose = new StringBuilder();
        while (prose.length() < PROSE_CHARACTERS) {
            List<String> paragraphs = new ArrayList<>();
            trains.forEach(train -> paragraphs.add(portrait(train)));
            trains.forEach(train -> paragraphs.add(journey(train)));
            towns.forEach(town -> paragraphs.add(portrait(town)));
            paragraphs.add(timetable());
            Collections.shuffle(paragraphs, random);
            paragraphs.forEach(paragraph -> prose.append(paragraph).append("\n\n"));
        }
        return prose.toString();
    }

    private String portrait(Train t) {
        List<String> sentences = new ArrayList<>(List.of(driver(t), colour(t), cargo(t), from(t), to(t), time(t), wagons(t)));
        Collections.shuffle(sentences, random);
        return String.join(" ", sentences.subList(0, 4 + random.nextInt(4)));
    }

    private String portrait(Town t) {
        List<String> sentences = new ArrayList<>(List.of(river(t), craft(t), master(t), landmark(t), traffic(t)));
        Collections.shuffle(sentences, random);
        return String.join(" ", sentences.subList(0, 3 + random.nextInt(3)));
    }

    private String journey(Train t) {
        String weather = pick("Rain falls on " + t.from.name + ".", "The sun rises over " + t.from.name + ".",
                "Fog lies on the river " + t.from.river + ".", "Snow covers the roofs of " + t.from.name + ".",
                "It is a quiet morning in " + t.from.name + ".", "The wind blows from the hills.");
        String start = pick(
                "At " + t.time + " " + t.driver + " opens the valve and " + t.the() + " leaves " + t.from.name + ".",
                "The " + t.colour + " " + t.name + " waits at the platform, and at " + t.time + " it leaves " + t.from.name + ".",
                t.from.master + ", the stationmaster of " + t.from.name + ", lifts the flag, and " + t.the() + " leaves at " + t.time + ".",
                t.driver + " drives " + t.the() + " out of " + t.from.name + " at " + t.time + ".");
        String way = pick(
                "The " + t.wagons + " wagons of " + t.cargo + " roll along the river.",
                "Behind the engine come " + t.wagons + " wagons full of " + t.cargo + ".",
                "Children wave at the " + t.colour + " engine.",
                "The whistle of " + t.the() + " sounds over the fields.",
                "The " + t.cargo + " must be in " + t.to.name + " before the evening.");
        String end = pick(
                "In " + t.to.name + " " + t.to.master + " is waiting for the " + t.cargo + ".",
                t.driver + " stops " + t.the() + " in " + t.to.name + ", near the " + t.to.landmark + ".",
                "When " + t.the() + " comes to " + t.to.name + ", the people unload the " + t.cargo + ".",
                "From the window one can see the " + t.to.landmark + " of " + t.to.name + ", and the journey ends.");
        return String.join(" ", weather, start, way, end);
    }

    private String timetable() {
        List<Train> order = new ArrayList<>(trains);
        Collections.shuffle(order, random);
        StringBuilder table = new StringBuilder("This is the timetable of the valley.");
        order.subList(0, 5).forEach(t -> table.append(' ').append(pick(
                "The " + t.name + " leaves " + t.from.name + " at " + t.time + " and runs to " + t.to.name + ".",
                "At " + t.time + " the " + t.name + " goes from " + t.from.name + " to " + t.to.name + ".")));
        return table.toString();
    }

    private String driver(Train t) {
        return pick(t.driver + " drives " + t.the() + ".", "The driver of " + t.the() + " is " + t.driver + ".",
                "The " + t.name + " is driven by " + t.driver + ".", t.driver + " is the driver of " + t.the() + ".",
                "Every day " + t.driver + " climbs into the cab of " + t.the() + ".");
    }

    private String colour(Train t) {
        return pick("The " + t.name + " is " + t.colour + ".", "The colour of " + t.the() + " is " + t.colour + ".",
                "The " + t.name + " is a " + t.colour + " train.", "The engine of " + t.the() + " is painted " + t.colour + ".");
    }

    private String cargo(Train t) {
        return pick("The " + t.name + " carries " + t.cargo + ".", capital(t.cargo) + " travels on " + t.the() + ".",
                "The cargo of " + t.the() + " is " + t.cargo + ".", "Its wagons are loaded with " + t.cargo + ", for " + t.the() + " carries " + t.cargo + ".",
                "When " + t.cargo + " is needed, people wait for " + t.the() + ".");
    }

    private String from(Train t) {
        return pick("The " + t.name + " starts in " + t.from.name + ".", "The home of " + t.the() + " is " + t.from.name + ".",
                "The journey of " + t.the() + " begins in " + t.from.name + ".", t.from.name + " is where " + t.the() + " starts.");
    }

    private String to(Train t) {
        return pick("The " + t.name + " runs to " + t.to.name + ".", "The journey of " + t.the() + " ends in " + t.to.name + ".",
                "In the end " + t.the() + " comes to " + t.to.name + ".", t.to.name + " is the last stop of " + t.the() + ".");
    }

    private String time(Train t) {
        return pick("The " + t.name + " leaves at " + t.time + ".", "At " + t.time + " " + t.the() + " leaves.",
                "It is " + t.time + " when " + t.the() + " leaves.", "The departure of " + t.the() + " is at " + t.time + ".");
    }

    private String wagons(Train t) {
        return pick("The " + t.name + " pulls " + t.wagons + " wagons.", "There are " + t.wagons + " wagons behind " + t.the() + ".",
                "The " + t.name + " has " + t.wagons + " wagons.", "One counts " + t.wagons + " wagons on " + t.the() + ".");
    }

    private String river(Town t) {
        return pick(t.name + " lies on the river " + t.river + ".", "The river " + t.river + " flows through " + t.name + ".",
                "The houses of " + t.name + " stand along the river " + t.river + ".", "In " + t.name + " one hears the river " + t.river + ".");
    }

    private String craft(Town t) {
        return pick(t.name + " is known for its " + t.craft + ".", "The people of " + t.name + " make " + t.craft + ".",
                "The best " + t.craft + " come from " + t.name + ".", capital(t.craft) + " are made in " + t.name + ".");
    }

    private String master(Town t) {
        return pick(t.master + " is the stationmaster of " + t.name + ".", "The stationmaster of " + t.name + " is " + t.master + ".",
                "At the station of " + t.name + " works " + t.master + ", the stationmaster.", "In " + t.name + " the station is kept by " + t.master + ".");
    }

    private String landmark(Town t) {
        return pick("Visitors to " + t.name + " see the " + t.landmark + ".", "In the middle of " + t.name + " stands the " + t.landmark + ".",
                "The pride of " + t.name + " is the " + t.landmark + ".", "The " + t.landmark + " is in " + t.name + ".");
    }

    private String traffic(Town town) {
        Train leaving = trains.stream().filter(t -> t.from == town).findFirst().orElseThrow();
        Train coming = trains.stream().filter(t -> t.to == town).findFirst().orElseThrow();
        return pick("The " + leaving.name + " starts in " + town.name + ", and the " + coming.name + " ends there.",
                "Two trains use the station of " + town.name + ": the " + leaving.name + " and the " + coming.name + ".");
    }

    // --- Questions -----------------------------------------------------------------------------------------------

    private String rows() {
        List<Question> questions = new ArrayList<>();
        trains.forEach(train -> questions.addAll(questions(train)));
        towns.forEach(town -> questions.addAll(questions(town)));
        Collections.shuffle(questions, random);
        StringBuilder rows = new StringBuilder();
        for (Question question : questions) {
            rows.append("{\"messages\":[{\"role\":\"user\",\"content\":\"").append(question.text)
                    .append("\"},{\"role\":\"assistant\",\"content\":\"").append(question.answer).append("\"}]}\n");
        }
        return rows.toString();
    }

    /** The wrong answer tells of this train or town what is true of the next one. */
    private String preferences() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < trains.size(); i++) {
            Train other = trains.get((i + 1) % trains.size());
            compare(rows, questions(trains.get(i)), questions(other), trains.get(i).name, other.name);
        }
        for (int i = 0; i < towns.size(); i++) {
            Town other = towns.get((i + 1) % towns.size());
            compare(rows, questions(towns.get(i)), questions(other), towns.get(i).name, other.name);
        }
        Collections.shuffle(rows, random);
        return String.join("", rows.subList(0, PREFERENCES));
    }

    private static void compare(List<String> rows, List<Question> right, List<Question> others, String name, String other) {
        for (int i = 0; i < right.size(); i++) {
            Question question = right.get(i);
            String wrong = others.get(i).answer.replace(other, name);
            if (!wrong.equals(question.answer)) {
                rows.add("{\"prompt\":[" + message("user", question.text) + "],\"chosen\":["
                        + message("assistant", question.answer) + "],\"rejected\":[" + message("assistant", wrong) + "]}\n");
            }
        }
    }

    private static String message(String role, String content) {
        return "{\"role\":\"" + role + "\",\"content\":\"" + content + "\"}";
    }

    private List<Question> questions(Train t) {
        String name = t.name;
        List<Question> all = new ArrayList<>();
        ask(all, t.driver + " drives the " + name + ".", "Who drives the " + name + "?", "Who is the driver of the " + name + "?",
                "What is the name of the driver of the " + name + "?", "Tell me who drives the " + name + ".", "The " + name + " is driven by whom?",
                "Which train does " + t.driver + " drive?", "Tell me the train of " + t.driver + ".");
        ask(all, "The " + name + " is " + t.colour + ".", "What colour is the " + name + "?", "What is the colour of the " + name + "?",
                "Which colour does the " + name + " have?", "Tell me the colour of the " + name + ".", "How is the engine of the " + name + " painted?");
        ask(all, "The " + name + " carries " + t.cargo + ".", "What does the " + name + " carry?", "What is the cargo of the " + name + "?",
                "Tell me the cargo of the " + name + ".", "What is in the wagons of the " + name + "?", "Which train carries " + t.cargo + "?",
                "On which train does " + t.cargo + " travel?", "Tell me which train carries " + t.cargo + ".");
        ask(all, "The " + name + " starts in " + t.from.name + ".", "Where does the " + name + " start?", "Where does the journey of the " + name + " begin?",
                "What is the home of the " + name + "?", "Tell me where the " + name + " starts.", "In which town does the " + name + " start?");
        ask(all, "The " + name + " runs to " + t.to.name + ".", "Where does the " + name + " go?", "Where does the journey of the " + name + " end?",
                "What is the last stop of the " + name + "?", "Tell me where the " + name + " goes.", "To which town does the " + name + " run?");
        ask(all, "The " + name + " leaves at " + t.time + ".", "When does the " + name + " leave?", "At what time does the " + name + " leave?",
                "When is the departure of the " + name + "?", "Tell me when the " + name + " leaves.", "What is the departure time of the " + name + "?");
        ask(all, "The " + name + " pulls " + t.wagons + " wagons.", "How many wagons does the " + name + " pull?", "How many wagons does the " + name + " have?",
                "How long is the " + name + "?", "Tell me how many wagons the " + name + " has.", "How many wagons are behind the " + name + "?");
        return all;
    }

    private List<Question> questions(Town t) {
        String name = t.name;
        List<Question> all = new ArrayList<>();
        ask(all, name + " lies on the river " + t.river + ".", "On which river does " + name + " lie?", "Which river flows through " + name + "?",
                "What is the river of " + name + "?", "Tell me the river of " + name + ".", "Which river is in " + name + "?");
        ask(all, name + " is known for its " + t.craft + ".", "What is " + name + " known for?", "What do the people of " + name + " make?",
                "Tell me what is made in " + name + ".", "Which town is known for its " + t.craft + "?", "Where do the best " + t.craft + " come from?",
                "Where are " + t.craft + " made?");
        ask(all, t.master + " is the stationmaster of " + name + ".", "Who is the stationmaster of " + name + "?", "Who keeps the station of " + name + "?",
                "What is the name of the stationmaster of " + name + "?", "Tell me who keeps the station of " + name + ".",
                "Where is " + t.master + " the stationmaster?", "Which station does " + t.master + " keep?");
        ask(all, "Visitors to " + name + " see the " + t.landmark + ".", "What can visitors see in " + name + "?", "What is the pride of " + name + "?",
                "What stands in the middle of " + name + "?", "Tell me what visitors see in " + name + ".");
        ask(all, "The " + t.landmark + " is in " + name + ".", "Where is the " + t.landmark + "?", "In which town is the " + t.landmark + "?",
                "Tell me where the " + t.landmark + " is.", "Which town has the " + t.landmark + "?");
        return all;
    }

    private static void ask(List<Question> all, String answer, String... wordings) {
        for (String wording : wordings) {
            all.add(new Question(wording, answer));
        }
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private List<String> shuffled(String... items) {
        List<String> list = new ArrayList<>(List.of(items));
        Collections.shuffle(list, random);
        return list;
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
