package dev.trainyard.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The weights of a model folder, in one safetensors file or in shards with an index. Memory: to be closed. */
public final class WeightFiles implements StoredWeights, AutoCloseable {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private final Path folder;
    private final List<SafetensorsFile> files;
    private final Map<String, SafetensorsFile> byName;
    private final Set<String> names = new LinkedHashSet<>();

    private WeightFiles(Path folder, List<SafetensorsFile> files, Map<String, SafetensorsFile> byName) {
        this.folder = folder;
        this.files = files;
        this.byName = byName;
        byName.keySet().stream()
                .filter(name -> !Int8Weight.isScale(name, byName.keySet()))
                .forEach(names::add);
    }

    /**
     * Opens all weight files of a folder.
     *
     * @throws TrainingFailure if there are none, or they are damaged or do not belong together
     */
    public static WeightFiles open(Path folder) {
        if (Files.exists(folder.resolve(SINGLE))) {
            SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE));
            var byName = new LinkedHashMap<String, SafetensorsFile>();
            file.names().forEach(name -> byName.put(name, file));
            return new WeightFiles(folder, List.of(file), byName);
        }
        if (Files.exists(folder.resolve(INDEX))) {
            return openShards(folder);
        }
        throw invalid(folder + " has neither " + SINGLE + " nor " + INDEX
                + ": only safetensors weights are read, so convert .bin or .gguf files first");
    }

    private static WeightFiles openShards(Path folder) {
        JsonNode map = JsonFile.read(folder.resolve(INDEX)).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw invalid(folder.resolve(INDEX) + " has no weight_map");
        }
        var shards = new HashMap<String, SafetensorsFile>();
        try {
            var byName = new LinkedHashMap<String, SafetensorsFile>();
            for (Map.Entry<String, JsonNode> field : map.properties()) {
                String shard = field.getValue().asText();
                SafetensorsFile file = shards.computeIfAbsent(shard, name -> openShard(folder, name));
                if (!file.names().contains(field.getKey())) {
                    throw invalid(folder.resolve(INDEX) + " places \"" + field.getKey() + "\" in " + shard
                            + ", which does not have it");
                }
                byName.put(field.getKey(), file);
            }
            return new WeightFiles(folder, new ArrayList<>(shards.values()), byName);
        } catch (RuntimeException e) {
            shards.values().forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static SafetensorsFile openShard(Path folder, String name) {
        if (name.isEmpty() || !Path.of(name).equals(Path.of(name).getFileName()) || name.startsWith("..")) {
            throw invalid(folder.resolve(INDEX) + " names the file \"" + name + "\", which is not in its folder");
        }
        return SafetensorsFile.open(folder.resolve(name));
    }

    private static TrainingFailure invalid(String message) {
        return new TrainingFailure(FailureCode.INVALID_MODEL, message);
    }

    /** Without the scales of weights in eight bits. */
    @Override
    public Set<String> names() {
        return names;
    }

    @Override
    public long[] shape(String name) {
        return file(name).shape(name);
    }

    /** In the type it is stored in; one in eight bits as float32. */
    @Override
    public Tensor read(String name) {
        return Int8Weight.holds(name, byName.keySet())
                ? Int8Weight.read(name, asStored())
                : file(name).read(name);
    }

    /** Opens the files for each read. */
    @Override
    public StoredWeights lasting() {
        return new Lasting(folder, Set.copyOf(names));
    }

    private record Lasting(Path folder, Set<String> names) implements StoredWeights {
        @Override
        public long[] shape(String name) {
            try (WeightFiles files = open(folder)) {
                return files.shape(name);
            }
        }

        @Override
        public Tensor read(String name) {
            try (WeightFiles files = open(folder)) {
                return files.read(name);
            }
        }
    }

    private StoredWeights asStored() {
        return new StoredWeights() {
            @Override
            public Set<String> names() {
                return byName.keySet();
            }

            @Override
            public long[] shape(String name) {
                return file(name).shape(name);
            }

            @Override
            public Tensor read(String name) {
                return file(name).read(name);
            }
        };
    }

    private SafetensorsFile file(String name) {
        SafetensorsFile file = byName.get(name);
        if (file == null) {
            throw invalid("the model has no weight \"" + name + "\"");
        }
        return file;
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
