package dev.trainyard.tensor;

import java.util.Map;
import org.bytedeco.pytorch.global.torch;

/**
 * Where a tensor lives.
 *
 * @param type {@code cpu}, {@code cuda} or {@code meta}
 * @param index of the device among those of its type; 0 for the CPU
 */
public record Device(String type, int index) {
    /** The processor's memory. */
    public static final Device CPU = new Device("cpu", 0);

    /** No memory: tensors have shapes and no numbers, so that a computation can be checked without its cost. */
    public static final Device META = new Device("meta", 0);

    /** Environment variable: {@code auto}, {@code cpu}, {@code cuda} or one of several as {@code cuda:1}. */
    public static final String VARIABLE = "TRAINYARD_DEVICE";

    public Device {
        if (!type.equals("cpu") && !type.equals("cuda") && !type.equals("meta")) {
            throw new IllegalArgumentException("device type \"" + type + "\" is not known: use cpu or cuda");
        }
        if (index < 0 || index > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("device index " + index + " is out of range: use 0 or more");
        }
    }

    /** The graphics processor with this index. */
    public static Device cuda(int index) {
        return new Device("cuda", index);
    }

    /**
     * The device that the environment chooses for this process: what {@value #VARIABLE} says; where it says nothing or
     * {@code auto}, the graphics processor of {@code LOCAL_RANK} if libtorch has any, else the processor. Whatever
     * trains, scores or generates asks here and nowhere else.
     *
     * @throws IllegalArgumentException if the device is not known or not there
     */
    public static Device chosen(Map<String, String> environment) {
        String wanted = environment.getOrDefault(VARIABLE, "").strip();
        String rank = environment.getOrDefault("LOCAL_RANK", "").strip();
        int localRank = rank.matches("[0-9]{1,3}") ? Integer.parseInt(rank) : 0;
        return switch (wanted) {
            case "", "auto" -> ofLocalRank(localRank);
            case "cpu" -> CPU;
            case "cuda" -> present(localRank, wanted);
            default -> {
                if (!wanted.matches("cuda:[0-9]{1,2}")) {
                    throw new IllegalArgumentException(
                            VARIABLE + " is " + wanted + ": expected auto, cpu, cuda or a number as in cuda:1");
                }
                yield present(Integer.parseInt(wanted.substring("cuda:".length())), wanted);
            }
        };
    }

    private static Device present(int index, String wanted) {
        int present = count();
        if (index >= present) {
            throw new IllegalArgumentException(VARIABLE + " is " + wanted + ", process " + index
                    + " of this machine, but libtorch sees " + present + " graphics processors: "
                    + (present == 0
                            ? "build with TRAINYARD_ACCELERATOR=cuda, install a driver, or use cpu"
                            : "start at most one process for each"));
        }
        return cuda(index);
    }

    /** The number of graphics processors that libtorch sees: 0 with its libraries for processors alone. */
    public static int count() {
        NativeLibraries.load();
        return torch.cuda_device_count();
    }

    /**
     * The device of the process with this number on its machine: its own graphics processor where libtorch has any,
     * the processor otherwise.
     *
     * @param localRank from 0, counted on each machine
     * @throws IllegalArgumentException if there are graphics processors, but fewer
     */
    public static Device ofLocalRank(int localRank) {
        int present = count();
        if (present > 0 && localRank >= present) {
            throw new IllegalArgumentException("LOCAL_RANK is " + localRank + ", but this machine has " + present
                    + " graphics processors: start at most one process for each, or set CUDA_VISIBLE_DEVICES");
        }
        return present == 0 ? CPU : cuda(localRank);
    }

    @Override
    public String toString() {
        return type.equals("cuda") ? type + ":" + index : type;
    }
}
