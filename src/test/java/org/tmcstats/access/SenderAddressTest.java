package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SenderAddressTest {
    private final SenderAddress sender = new SenderAddress(Set.of("10.0.0.1", "10.0.0.2"));

    @Test
    void a_forwarded_address_counts_from_a_trusted_proxy_alone() {
        assertEquals("192.0.2.9", sender.of("192.0.2.9", "203.0.113.5"));
        assertEquals("203.0.113.5", sender.of("10.0.0.1", "203.0.113.5"));
        assertEquals("10.0.0.1", sender.of("10.0.0.1", null));
    }

    @Test
    void what_stands_behind_the_nearest_foreign_address_is_not_believed() {
        assertEquals("203.0.113.5", sender.of("10.0.0.1", "198.51.100.66, 203.0.113.5, 10.0.0.2"));
        assertEquals("10.0.0.1", sender.of("10.0.0.1", ""));
        assertEquals("10.0.0.1", sender.of("10.0.0.1", "x".repeat(65)));
    }
}
