package dev.trainyard.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.modelfiles.safetensors.SafetensorsType;
import dev.trainyard.nn.LazyWeight;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes safetensors files in the layout of the official writer. */
public final class SafetensorsWriter {
    /** What transformers writes, and its older versions ask for. */
    public static final Map<String, String> PYTORCH = Map.of("format", "pt");

    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    private record Item(String name, LazyWeight weight, SafetensorsType type) {}

    /**
     * Writes tensors in their types; the file is whole or not there.
     *
     * @throws dev.trainyard.failure.TrainingFailure if it cannot be written
     */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, LazyWeight> weights = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> weights.put(name, LazyWeight.of(tensor)));
        writeEach(path, weights, metadata);
    }

    /** The same, one after another, each made when its turn comes. */
    static void writeEach(Path path, Map<String, LazyWeight> weights, Map<String, String> metadata) {
        List<Item> items = weights.entrySet().stream()
                .map(e -> new Item(
                        e.getKey(),
                        e.getValue(),
                        SafetensorsTypes.of(e.getValue().type())))
                .sorted(Comparator.comparing(Item::type).thenComparing(Item::name))
                .toList();
        byte[] header = header(items, metadata);
        AtomicFile.write(path, channel -> {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, header.length);
            AtomicFile.writeFully(channel, length);
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
            for (Item item : items) {
                write(channel, item.weight);
            }
        });
    }

    private static byte[] header(List<Item> items, Map<String, String> metadata) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject("__metadata__");
            metadata.forEach(texts::put);
        }
        long offset = 0;
        for (Item item : items) {
            ObjectNode entry = root.putObject(item.name);
            entry.put("dtype", item.type.name());
            Arrays.stream(item.weight.shape()).forEach(entry.putArray("shape")::add);
            long end = offset + item.weight.byteSize();
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void write(FileChannel channel, LazyWeight weight) throws IOException {
        try (Scope scope = Scope.open()) {
            Tensor plain = weight.values().get().detach().to(Device.CPU).contiguous();
            for (ByteBuffer window : new ArrayList<>(plain.memory())) {
                AtomicFile.writeFully(channel, window);
            }
        }
    }
}
