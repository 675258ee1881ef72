package dev.trainyard.contracts.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Enum constants as users write them: {@code CAUSAL_LM} is {@code causal-lm}. */
final class EnumNames extends SimpleModule {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings({"rawtypes", "unchecked"})
    EnumNames() {
        addSerializer((Class) Enum.class, new Writer());
        setDeserializerModifier(new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonDeserializer<?> modifyEnumDeserializer(
                    DeserializationConfig config, JavaType type, BeanDescription bean, JsonDeserializer<?> standard) {
                return new Reader((Class<? extends Enum<?>>) type.getRawClass());
            }
        });
    }

    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final class Writer extends StdSerializer<Enum<?>> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Enum.class, false);
        }

        @Override
        public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(wireName(value));
        }
    }

    private static final class Reader extends JsonDeserializer<Enum<?>> {
        private final Class<? extends Enum<?>> type;

        Reader(Class<? extends Enum<?>> type) {
            this.type = type;
        }

        @Override
        public Enum<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getValueAsString("");
            for (Enum<?> constant : type.getEnumConstants()) {
                if (wireName(constant).equals(text)) {
                    return constant;
                }
            }
            String known = String.join(
                    ", ",
                    Arrays.stream(type.getEnumConstants())
                            .map(EnumNames::wireName)
                            .toList());
            return (Enum<?>) context.handleWeirdStringValue(type, text, "expected one of: %s", known);
        }
    }
}
