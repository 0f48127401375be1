package io.tidaldb.jdbc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;

import org.apache.calcite.avatica.remote.JsonService;

import java.io.IOException;

/** Avatica's JSON, as the driver and the server read and write it. */
public final class WireFormat {
    private static final ObjectMapper MAPPER =
            JsonService.MAPPER
                    .copy()
                    .registerModule(
                            new SimpleModule().addDeserializer(Class.class, new NoClasses()));

    private WireFormat() {}

    /** Reads and writes requests and responses. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * The format lets a message name a class (of a cursor's records), which Jackson would load and
     * initialise at the other side's bidding. No message of ours has one, so none is ever loaded.
     */
    private static final class NoClasses extends StdDeserializer<Class<?>> {
        private static final long serialVersionUID = 1L;

        NoClasses() {
            super(Class.class);
        }

        @Override
        public Class<?> deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return (Class<?>)
                    context.handleUnexpectedToken(
                            Class.class,
                            parser.currentToken(),
                            parser,
                            "a message may not name a class");
        }
    }
}
