package org.tmcstats.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.config.Settings;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

class PersonsTest {
    @TempDir
    private static Path folder;

    private static final Database DATABASE = TestDatabase.create().database();

    private final Persons persons = persons("master.key", DATABASE, "DE");

    private static Persons persons(String keyFile, Database database, String region) {
        Settings settings = TestSettings.with(
                "tmc.privacy.region",
                region,
                "tmc.keys.file",
                folder.resolve(keyFile).toString());
        return new Persons(new Keys(database, settings), settings);
    }

    @ParameterizedTest
    @CsvSource({
        "phone, +49 (30) 123-456, +4930123456",
        "phone, 0049 30 123456, +4930123456",
        "phone, 030/123456, +4930123456",
        "phone, tel:+49-30-123456;ext=7, +4930123456",
        "phone, sip:+4930123456@gw.example.com;user=phone, +4930123456",
        "phone, 'Bob <sip:030123456:secret@gw.example.com>', +4930123456",
        "phone, +1 650 253 0000, +16502530000",
        "phone, (+1) 650-253-0000, +16502530000",
        "sip-uri, SIP:Alice@Example.COM;transport=tcp, alice@example.com",
        "sip-uri, 'sips:alice@example.com:5061?subject=x', alice@example.com",
        "sip-uri, '\"A. B.\" <sip:alice@example.com>;tag=1', alice@example.com",
        "sip-uri, sip:alice;day=tue@example.com:5080, alice@example.com:5080",
        "ip, 198.51.100.27:51577, 198.51.100.27",
        "ip, ::ffff:198.51.100.27, 198.51.100.27",
        "ip, 2001:DB8::1, 2001:db8:0:0:0:0:0:1",
        "ip, [2001:db8:0::1]:40562, 2001:db8:0:0:0:0:0:1",
        "ip, fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "agent, ' Agent-7', ' Agent-7'",
        "session, 5F0C, 5F0C",
    })
    void spellings_of_one_identifier_have_one_normal_form(String kind, String value, String normal) {
        assertEquals(
                Optional.of(normal),
                persons.person(PersonKind.of(kind).orElseThrow(), value).map(Person::value));
    }

    @ParameterizedTest
    @CsvSource({
        "'', (555) 555-1582, true",
        "'', 5551582, true",
        "'', 555158, false",
        "'', +1 (555) 555-1582, false",
        "'', 001 555 555 1582, false",
        "US, (555) 555-1582, false",
    })
    void a_number_lacks_its_country_where_neither_it_nor_a_region_says_one(
            String region, String number, boolean lacking) {
        Person person = persons("master.key", DATABASE, region)
                .person(PersonKind.PHONE, number)
                .orElseThrow();
        assertEquals(lacking, person.lacksCountry());
    }

    @ParameterizedTest
    @CsvSource({
        "ip, example.com",
        "ip, 198.51.100",
        "ip, 300.1.1.1",
        "phone, alice",
        "phone, x",
        "sip-uri, sip:",
        "sip-uri, sip:@x"
    })
    void what_is_none_of_its_kind_has_no_normal_form(String kind, String value) {
        assertEquals(Optional.empty(), persons.person(PersonKind.of(kind).orElseThrow(), value));
    }

    @Test
    void numbers_of_another_country_are_not_the_same() {
        Person berlin = persons.person(PersonKind.PHONE, "+4930123456").orElseThrow();
        assertTrue(persons.same(berlin, "030 123456"));
        assertFalse(persons.same(berlin, "+4330123456"));
    }

    @Test
    void a_region_that_is_no_country_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> persons("master.key", DATABASE, "Europe"));
    }

    @Test
    void the_keyed_hash_is_that_of_the_normal_form_and_of_the_kind() {
        byte[] hash = hmac(persons, PersonKind.PHONE, "030/123456");
        assertEquals(32, hash.length);
        assertArrayEquals(hash, hmac(persons, PersonKind.PHONE, "tel:+49-30-123456"));
        assertFalse(Arrays.equals(hash, hmac(persons, PersonKind.CUSTOMER, "+4930123456")));
        Persons elsewhere = persons("other.key", TestDatabase.create().database(), "DE");
        assertFalse(Arrays.equals(hash, hmac(elsewhere, PersonKind.PHONE, "030/123456")));
    }

    private static byte[] hmac(Persons persons, PersonKind kind, String value) {
        return persons.hmac(persons.person(kind, value).orElseThrow());
    }

    @Test
    void a_person_is_not_told_in_words() {
        assertFalse(new Person(PersonKind.AGENT, "agent-7").toString().contains("agent-7"));
    }
}
