package org.tmcstats.raw;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;

/** Keys of sources and channels: few, as a rule; kept for good, committed in transactions of their own. */
final class Dimensions {
    private static final int MOST_REMEMBERED = 20_000;

    private record Source(String dataset, String location, String server) {}

    private record Channel(String url, String id, String proto) {}

    private final Database database;
    private final Cache<Object, Integer> keys =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    Dimensions(Database database) {
        this.database = database;
    }

    void forget() {
        keys.invalidateAll();
    }

    int source(String dataset, String location, String server) {
        return key(new Source(dataset, location, server), "raw/source", dataset, location, server);
    }

    int channel(@Nullable String url, @Nullable String id, @Nullable String proto) {
        Channel channel =
                new Channel(publicPart(url == null ? "" : url), id == null ? "" : id, proto == null ? "" : proto);
        return key(channel, "raw/channel", channel.url, channel.id, channel.proto);
    }

    /** Without user info, query and fragment: they can hold a viewer's token. */
    static String publicPart(String url) {
        String cut = url.split("[?#]", 2)[0];
        int authority = cut.indexOf("://");
        if (authority >= 0) {
            int path = cut.indexOf('/', authority + 3);
            int at = cut.lastIndexOf('@', path < 0 ? cut.length() : path);
            if (at > authority) {
                return cut.substring(0, authority + 3) + cut.substring(at + 1);
            }
        }
        return cut;
    }

    private int key(Object dimension, String sql, String a, String b, String c) {
        Integer known = keys.getIfPresent(dimension);
        if (known != null) {
            return known;
        }
        Integer key = database.inSeparateTransaction(h -> h.createQuery(Database.sql(sql))
                .bind("a", a)
                .bind("b", b)
                .bind("c", c)
                .mapTo(Integer.class)
                .one());
        keys.put(dimension, key);
        return key;
    }
}
