package dev.trainyard.trainer.translate;

import dev.trainyard.artifacts.DataRoots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The paths of a service: data from the data roots alone, models from the artifacts folder as well. */
public final class ConfinedPaths implements PathResolver {
    private final DataRoots data;
    private final DataRoots models;

    public ConfinedPaths(List<Path> dataRoots, Path artifacts) {
        List<Path> modelRoots = new ArrayList<>(dataRoots);
        modelRoots.add(artifacts);
        this.data = new DataRoots(dataRoots);
        this.models = new DataRoots(modelRoots);
    }

    @Override
    public Path data(String path) {
        return data.resolve(path);
    }

    @Override
    public Path model(String reference) {
        return models.resolve(reference);
    }

    @Override
    public Path adapter(String reference) {
        return models.resolve(reference);
    }

    @Override
    public boolean holds(String reference) {
        return models.holds(reference);
    }
}
