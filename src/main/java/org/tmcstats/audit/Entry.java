package org.tmcstats.audit;

import java.time.Instant;
import java.util.List;

/**
 * An entry as it is told.
 *
 * @param seq place in the chain, from 1
 * @param at when it was recorded
 * @param actor id of the client, or of the job
 * @param role that allowed it; job for jobs
 * @param action such as read, change, export, erase
 * @param kind of data, such as call or report/calls
 * @param persons how many it showed or changed
 * @param purpose what for
 * @param subjects persons that it named, each as HMAC-SHA256, hexadecimal
 * @param before hash of the entry in front, hexadecimal
 * @param signature HMAC-SHA256 by the actor's own key, hexadecimal
 * @param hash SHA-256, hexadecimal
 */
public record Entry(
        long seq,
        Instant at,
        String actor,
        String role,
        String action,
        String kind,
        long persons,
        String purpose,
        List<String> subjects,
        String before,
        String signature,
        String hash) {}
