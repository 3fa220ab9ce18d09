package org.tmcstats.identity;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.tmcstats.store.Database;

/**
 * What a caller names a call by: its session id, or the opaque reference of the report {@code calls}, which holds the
 * call's surrogate key and first day, and no identifier. Never logged.
 *
 * @param key surrogate key
 * @param day a UTC day on which it has records
 */
public record CallRef(long key, LocalDate day) {
    private static final Pattern OPAQUE = Pattern.compile("~([0-9a-f]{1,16})\\.(\\d{8})");

    /** The reference that reports give. */
    public String opaque() {
        return "~" + Long.toHexString(key) + "." + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** The call that a session id or an opaque reference names; empty when there is none of that name. */
    public static Optional<CallRef> find(Handle h, String ref) {
        if (ref.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Optional<CallRef> named = h.createQuery(Database.sql("identity/call-ref"))
                .bind("session", ref)
                .mapTo(String.class)
                .findOne()
                .flatMap(CallRef::parse);
        return named.isPresent() ? named : parse(ref);
    }

    /** Reads an opaque reference; empty when it is none. */
    public static Optional<CallRef> parse(String ref) {
        Matcher m = OPAQUE.matcher(ref);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CallRef(
                    Long.parseUnsignedLong(m.group(1), 16),
                    LocalDate.parse(m.group(2), DateTimeFormatter.BASIC_ISO_DATE)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
