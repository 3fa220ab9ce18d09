package org.tmcstats.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** Which part of a list is asked for; for methods that answer with a {@link Page}. The two parameters are
 * declared one by one at each method: the server's OpenAPI cannot look into a {@code @BeanParam}. */
public final class Paging {
    /** Elements a page when the caller does not say. */
    public static final int DEFAULT_LIMIT = 100;
    /** Most elements a page. */
    public static final int MOST = 1000;

    private static final String SEPARATOR = "\u001f";

    private final @Nullable String limit;
    private final @Nullable String cursor;

    /** Both as they came in the query. */
    public Paging(@Nullable String limit, @Nullable String cursor) {
        this.limit = limit;
        this.cursor = cursor;
    }

    /**
     * Most elements of the page, 1 to 1000.
     *
     * @throws ProblemException bad-parameter
     */
    public int limit() {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int value = Integer.parseInt(limit);
            if (value >= 1 && value <= MOST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of range is
        }
        throw new ProblemException(ProblemType.BAD_PARAMETER, "limit must be a whole number from 1 to " + MOST);
    }

    /** Rows to fetch: one more than the limit tells whether there is a next page. */
    public int fetch() {
        return limit() + 1;
    }

    /**
     * Where the last row of the page before stands; empty for the first page.
     *
     * @param parts how many values make a position in this list
     * @throws ProblemException bad-parameter when the cursor is none of this list's
     */
    public List<String> position(int parts) {
        if (cursor == null) {
            return List.of();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            List<String> position = List.of(text.split(SEPARATOR, -1));
            if (position.size() == parts && text.indexOf('\0') < 0) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw badCursor();
    }

    /** For values of a position that cannot be read. */
    public static ProblemException badCursor() {
        return new ProblemException(ProblemType.BAD_PARAMETER, "cursor is not one that this list gave");
    }

    static String cursor(List<String> position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(SEPARATOR, position).getBytes(StandardCharsets.UTF_8));
    }
}
