package org.tmcstats.feed.mediaserver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.tmcstats.store.Database;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Media servers in {@code ops.media_server}. */
@ApplicationScoped
public class MediaServerStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Database database;

    @Inject
    public MediaServerStore(Database database) {
        this.database = database;
    }

    List<MediaServer> all() {
        return database.inTransaction(h -> h.createQuery(
                        "SELECT name, url, enabled, headers::text AS headers, trust FROM ops.media_server ORDER BY name")
                .map(row -> new MediaServer(
                        row.getColumn("name", String.class),
                        row.getColumn("url", String.class),
                        row.getColumn("enabled", Boolean.class),
                        headers(row.getColumn("headers", String.class)),
                        row.getColumn("trust", String.class)))
                .list());
    }

    /** Adds a server or replaces the one of the same name; true when there was none. */
    boolean put(MediaServer server) {
        return database.inTransaction(h -> put(h, server));
    }

    /** False when there is none of that name. */
    boolean delete(String name) {
        return database.inTransaction(h -> h.createUpdate("DELETE FROM ops.media_server WHERE name = :name")
                        .bind("name", name)
                        .execute()
                > 0);
    }

    private static boolean put(Handle h, MediaServer server) {
        return h.createQuery(Database.sql("feed/put-media-server"))
                .bind("name", server.name())
                .bind("url", server.url())
                .bind("enabled", server.enabled())
                .bind("headers", JSON.writeValueAsString(server.headers()))
                .bind("trust", server.trust())
                .mapTo(Boolean.class)
                .one();
    }

    private static Map<String, String> headers(String json) {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> e : JSON.readTree(json).properties()) {
            headers.put(e.getKey(), e.getValue().stringValue());
        }
        return headers;
    }
}
