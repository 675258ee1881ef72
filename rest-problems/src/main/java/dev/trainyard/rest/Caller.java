package dev.trainyard.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Who asks, for audit logs. The gateway says so; it does not pass on what clients write into this header. */
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
        String known = known();
        return known.isEmpty() ? "anonymous" : known;
    }

    /** Name of the user; empty where nobody is known. */
    public String known() {
        String name = headers == null ? null : headers.getHeaderString(HEADER);
        return name == null || name.isBlank() ? "" : name.substring(0, Math.min(name.length(), LONGEST));
    }
}
