package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.tmcstats.store.Database;

/**
 * Which addresses of calls are the person's: the far end of a leg that the media server saw, the near end of one that a user
 * interface saw, where the leg's location names a role and the person alone has that role in the call.
 */
final class OwnAddresses {
    private static final String PARTIES = "identity.participant";

    private final Map<String, String> columns = new HashMap<>();

    private OwnAddresses() {}

    static OwnAddresses none() {
        return new OwnAddresses();
    }

    static OwnAddresses of(Handle h, Who who, List<PersonalTable> tables) {
        List<Long> calls = new ArrayList<>();
        List<String> roles = new ArrayList<>();
        SubjectRows rows = new SubjectRows(h, who);
        tables.stream()
                .filter(t -> t.name().equals(PARTIES))
                .forEach(t -> rows.naming(t, row -> {
                    Long call = row.key("call_key");
                    if (call != null) {
                        calls.add(call);
                        roles.add(String.valueOf(row.values().get("role")));
                    }
                }));
        OwnAddresses own = new OwnAddresses();
        h.createQuery(Database.sql("privacy/own-addresses"))
                .bindArray("calls", Long.class, calls)
                .bindArray("roles", String.class, roles)
                .map((rs, context) -> own.columns.put(rs.getString("place"), rs.getString("own")))
                .list();
        return own;
    }

    /** Whether the value of that column is the person's in a row that was read in the same transaction. */
    boolean has(SubjectRows.Row row, String column) {
        return column.equals(columns.get(row.partition() + row.place()));
    }
}
