package dev.trainyard.registry.http;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Who asks, for the audit log. The gateway says so; it does not pass on what clients write into this header. */
@RequestScoped
public class Caller {
    /** Set by the gateway where it knows the user. */
    static final String HEADER = "X-Trainyard-Principal";

    private static final int LONGEST = 200;

    @Context
    @Nullable
    HttpHeaders headers;

    /** Name of the user, or {@code anonymous}. */
    public String name() {
        String name = headers == null ? null : headers.getHeaderString(HEADER);
        return name == null || name.isBlank() ? "anonymous" : name.substring(0, Math.min(name.length(), LONGEST));
    }
}
