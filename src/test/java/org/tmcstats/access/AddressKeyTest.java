package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKeyTest {
    private final List<String> keys = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "key=a.b, '', a.b",
        "x=1&key=a.b&y=2, x=1&y=2, a.b",
        "k%65y=a%2Eb, '', a.b",
        "key=a&key=b, '', 'a,b'",
        "key, '', ''",
        "x=%zz&key=a, x=%zz, a",
        "key=%zz, '', %zz",
        "monkey=a, monkey=a, ",
        "Key=a, Key=a, "
    })
    void the_key_leaves_the_query_and_the_rest_stays_as_it_was(String query, String rest, String found) {
        String left = AddressKey.without(query, keys);
        assertEquals(rest, left == null ? "" : left);
        assertEquals(found, keys.isEmpty() ? null : String.join(",", keys));
    }

    @Test
    void no_query_stays_none() {
        assertNull(AddressKey.without(null, keys));
    }
}
