package dev.trainyard.export.llamacpp;

import dev.trainyard.checkpoint.StoredWeights;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The weights of a GGUF file under the names and in the order of Hugging Face. */
final class HuggingFaceView implements StoredWeights {
    private final Architecture architecture;
    private final StoredWeights file;
    private final int heads;
    private final int keyHeads;
    private final Map<String, String> names = new LinkedHashMap<>();

    HuggingFaceView(Architecture architecture, StoredWeights file, int heads, int keyHeads) {
        this.architecture = architecture;
        this.file = file;
        this.heads = heads;
        this.keyHeads = keyHeads;
        for (String theirs : file.names()) {
            if (!theirs.equals(RopeFactors.TENSOR)) {
                String ours = architecture
                        .names()
                        .ours(theirs)
                        .orElseThrow(() -> new TrainingFailure(
                                FailureCode.INVALID_MODEL,
                                "the GGUF file has the tensor \"" + theirs + "\", which models of the family "
                                        + architecture.key() + " do not have"));
                names.put(ours, theirs);
            }
        }
    }

    @Override
    public Set<String> names() {
        return names.keySet();
    }

    @Override
    public long[] shape(String name) {
        long[] shape = file.shape(theirs(name));
        return architecture.isTransposed(name) && shape.length == 2 ? new long[] {shape[1], shape[0]} : shape;
    }

    @Override
    public Tensor read(String name) {
        Tensor stored = file.read(theirs(name));
        if (architecture.isTransposed(name) && stored.dim() == 2) {
            return stored.transpose(0, 1).contiguous();
        }
        int parts = name.contains(".k_proj.") ? keyHeads : heads;
        if (!architecture.interleaves(name) || stored.size(0) % (2L * parts) != 0) {
            // Of a wrong shape, which whoever asked for it will tell.
            return stored;
        }
        return HeadOrder.toHalves(stored, parts);
    }

    private String theirs(String name) {
        String theirs = names.get(name);
        if (theirs == null) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, "the GGUF file has no weight \"" + name + "\"");
        }
        return theirs;
    }
}
