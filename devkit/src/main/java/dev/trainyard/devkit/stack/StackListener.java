package dev.trainyard.devkit.stack;

import java.util.List;

/** Hears of every change; called from several threads, one call at a time. */
public interface StackListener {
    /** How every part that has been begun is now, in order of start. */
    void changed(List<Component> components);
}
