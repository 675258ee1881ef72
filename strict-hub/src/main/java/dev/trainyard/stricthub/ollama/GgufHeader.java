package dev.trainyard.stricthub.ollama;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the server reads of a file.
 *
 * @param sound whether all of its tensors lie within it, each at a multiple of the alignment
 * @param template empty where it has none
 */
record GgufHeader(boolean sound, boolean adapter, String template) {
    private static final GgufHeader NONE = new GgufHeader(false, false, "");
    private static final int MAGIC = 0x46554747;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int ALIGNMENT = 32;
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    static GgufHeader of(byte[] file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            if (in.getInt() != MAGIC) {
                return NONE;
            }
            in.getInt();
            long tensors = in.getLong();
            long entries = in.getLong();
            String template = "";
            boolean adapter = false;
            for (long i = 0; i < entries; i++) {
                String key = text(in);
                int type = in.getInt();
                String value = type == STRING ? text(in) : "";
                if (type != STRING) {
                    skip(in, type);
                }
                template = key.equals("tokenizer.chat_template") ? value : template;
                adapter = adapter || (key.equals("general.type") && value.equals("adapter"));
            }
            return new GgufHeader(tensorsFit(in, tensors, file.length), adapter, template);
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            return NONE;
        }
    }

    private static boolean tensorsFit(ByteBuffer in, long tensors, int length) {
        long last = 0;
        for (long i = 0; i < tensors; i++) {
            text(in);
            int dimensions = in.getInt();
            in.position(in.position() + dimensions * Long.BYTES + Integer.BYTES);
            long offset = in.getLong();
            if (offset % ALIGNMENT != 0) {
                return false;
            }
            last = Math.max(last, offset);
        }
        long begin = (in.position() + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
        return begin + last < length && length % ALIGNMENT == 0;
    }

    private static void skip(ByteBuffer in, int type) {
        if (type != ARRAY) {
            in.position(in.position() + SIZES[type]);
            return;
        }
        int element = in.getInt();
        int count = Math.toIntExact(in.getLong());
        for (int i = 0; i < count; i++) {
            if (element == STRING) {
                text(in);
            } else {
                in.position(in.position() + SIZES[element]);
            }
        }
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[Math.min(Math.toIntExact(in.getLong()), in.remaining() + 1)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
