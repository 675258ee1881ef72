package dev.trainyard.tensor;

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

    @Override
    public String toString() {
        return type.equals("cpu") ? type : type + ":" + index;
    }
}
