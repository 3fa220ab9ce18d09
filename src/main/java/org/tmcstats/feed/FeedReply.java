package org.tmcstats.feed;

import java.util.List;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.raw.Decoded;

/**
 * Reply to records sent by POST.
 *
 * @param accepted elements that are kept as records; repeats are found later and count here too
 * @param quarantined elements that are kept aside, and why
 */
public record FeedReply(int accepted, List<Quarantined> quarantined) {
    /** OpenAPI example. */
    public static final String EXAMPLE =
            "{\"accepted\": 2, \"quarantined\": [{\"index\": 1, \"reason\":" + " \"/timestamp is not a number\"}]}";

    public FeedReply {
        quarantined = List.copyOf(quarantined);
    }

    /**
     * One element that could not be read.
     *
     * @param index position in the list, from 0
     * @param reason what was wrong, with a JSON pointer
     */
    public record Quarantined(int index, String reason) {}

    /**
     * The reply to a decoded body.
     *
     * @throws ProblemException unreadable when no element is JSON, in which case nothing is to be kept
     */
    public static FeedReply of(Decoded decoded) {
        if (decoded.records().isEmpty()
                && decoded.rejected().stream().allMatch(r -> JsonFault.saysNotJson(r.reason()))) {
            throw new ProblemException(
                    ProblemType.UNREADABLE, decoded.rejected().get(0).reason());
        }
        return new FeedReply(
                decoded.elements() - decoded.rejected().size(),
                decoded.rejected().stream()
                        .map(r -> new Quarantined(r.index(), r.reason()))
                        .toList());
    }
}
