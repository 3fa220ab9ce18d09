package org.tmcstats.audit;

/**
 * A person that a request names or that an answer is about. Entries hold its keyed hash alone.
 *
 * @param kind agent, customer, phone, sip-uri, ip, device, session or client
 * @param value the identifier in any spelling; the id of a client
 */
public record Subject(String kind, String value) {}
