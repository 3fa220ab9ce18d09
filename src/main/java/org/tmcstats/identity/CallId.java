package org.tmcstats.identity;

import org.jspecify.annotations.Nullable;

/**
 * A session on one UTC day.
 *
 * @param epochDay UTC day, days since 1970-01-01
 * @param sessionId SessionId tag; personal data
 * @param conversationId ConversationId tag; null when not sent; personal data
 */
public record CallId(
        long epochDay, String sessionId, @Nullable String conversationId) {}
