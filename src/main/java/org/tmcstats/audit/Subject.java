package org.tmcstats.audit;

/**
 * A person that a request names or that an answer is about. Entries hold its keyed hash alone.
 *
 * @param kind agent, customer, phone, sip-uri, ip, device or session
 * @param value the identifier as the data holds it
 */
public record Subject(String kind, String value) {}
