package dev.trainyard.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** The names of a classifier's classes in the order of their ids; distinct, at least one. */
public record Labels(List<String> names) {
    private static final String ID_TO_LABEL = "id2label";
    private static final String LABEL_TO_ID = "label2id";
    private static final int UNNAMED = 2;

    public Labels {
        names = List.copyOf(names);
        if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("labels must be distinct and at least one: " + names);
        }
    }

    /** Classes that have no names but their numbers, named as transformers does: {@code LABEL_0}, … */
    public static Labels numbered(int count) {
        return new Labels(
                IntStream.range(0, count).mapToObj(id -> "LABEL_" + id).toList());
    }

    /** Number of classes. */
    public int size() {
        return names.size();
    }

    /** The name of a class. */
    public String name(int id) {
        return names.get(id);
    }

    /**
     * Reads {@code id2label}, else {@code num_labels}; of a config that has neither, two classes.
     *
     * @throws TrainingFailure if the ids are not 0, 1, … or the names are not distinct
     */
    static Labels read(JsonNode json) {
        JsonNode names = json.path(ID_TO_LABEL);
        if (!names.isObject()) {
            return numbered(json.path("num_labels").asInt(UNNAMED));
        }
        var read = new ArrayList<String>();
        for (int id = 0; id < names.size(); id++) {
            JsonNode name = names.path(Integer.toString(id));
            if (name.isMissingNode()) {
                throw invalid(ID_TO_LABEL + " has " + names.size() + " labels, but none of id " + id);
            }
            read.add(name.asText());
        }
        if (read.isEmpty() || new HashSet<>(read).size() < read.size()) {
            throw invalid(ID_TO_LABEL + " has " + read + ": expected distinct names, at least one");
        }
        return new Labels(read);
    }

    private static TrainingFailure invalid(String problem) {
        return new TrainingFailure(FailureCode.INVALID_MODEL, "config.json: " + problem);
    }

    void write(ObjectNode json) {
        ObjectNode toName = json.putObject(ID_TO_LABEL);
        ObjectNode toId = json.putObject(LABEL_TO_ID);
        for (int id = 0; id < size(); id++) {
            toName.put(Integer.toString(id), name(id));
            toId.put(name(id), id);
        }
    }
}
