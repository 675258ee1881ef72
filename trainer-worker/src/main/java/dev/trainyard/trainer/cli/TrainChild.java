package dev.trainyard.trainer.cli;

import dev.trainyard.supervisor.ChildLog;
import dev.trainyard.train.main.TrainMain;

/** The training process of a job: the library's own program, with its log on stderr. */
public final class TrainChild {
    private TrainChild() {}

    public static void main(String[] arguments) {
        ChildLog.toStderr();
        TrainMain.main(arguments);
    }
}
