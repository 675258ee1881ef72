package dev.trainyard.tensor;

import org.bytedeco.pytorch.global.torch;

/**
 * Where a tensor lives.
 *
 * @param type {@code cpu} or {@code cuda}
 * @param index of the device among those of its type; 0 for the CPU
 */
public record Device(String type, int index) {
    /** The processor's memory. */
    public static final Device CPU = new Device("cpu", 0);

    public Device {
        if (!type.equals("cpu") && !type.equals("cuda")) {
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
     * The device of the process with this number on its machine: its own graphics processor where libtorch has any,
     * the processor otherwise.
     *
     * @param localRank from 0, counted on each machine
     * @throws IllegalArgumentException if there are graphics processors, but fewer
     */
    public static Device ofLocalRank(int localRank) {
        NativeLibraries.load();
        int present = torch.cuda_device_count();
        if (present > 0 && localRank >= present) {
            throw new IllegalArgumentException("LOCAL_RANK is " + localRank + ", but this machine has " + present
                    + " graphics processors: start at most one process for each, or set CUDA_VISIBLE_DEVICES");
        }
        return present == 0 ? CPU : cuda(localRank);
    }

    @Override
    public String toString() {
        return type.equals("cpu") ? type : type + ":" + index;
    }
}
