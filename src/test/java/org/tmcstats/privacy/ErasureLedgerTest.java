package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonHashes;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestKeys;

class ErasureLedgerTest {
    private static final TestKeys KEYS = TestKeys.of(TestDatabase.create().database());

    @TempDir
    private Path folder;

    private static ErasureLedger.Entry entry() {
        return new ErasureLedger.Entry(
                UUID.randomUUID(),
                Instant.parse("2026-03-01T10:00:00.123456Z"),
                List.of(PersonHashes.hash(KEYS.persons(), new Person(PersonKind.AGENT, "agent-8842"))));
    }

    @Test
    void what_is_appended_is_read_again_and_names_no_one() throws IOException {
        Path file = folder.resolve("new/ledger.jsonl");
        ErasureLedger.Entry first = entry();
        ErasureLedger.Entry second = entry();
        new ErasureLedger(file, KEYS.keys()).append(first);
        new ErasureLedger(file, KEYS.keys()).append(second);
        assertEquals(
                List.of(first, second),
                List.copyOf(new ErasureLedger(file, KEYS.keys()).entries().values()));
        assertFalse(Files.readString(file).contains("8842"));
    }

    @Test
    void the_order_of_members_does_not_matter() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        ErasureLedger ledger = new ErasureLedger(file, KEYS.keys());
        ErasureLedger.Entry entry = entry();
        ledger.append(entry);
        String written = Files.readString(file);
        String hash = HexFormat.of().formatHex(entry.identities().get(0).bytes());
        for (String identity : List.of(
                "{\\\"kind\\\":\\\"agent\\\",\\\"hash\\\":\\\"" + hash + "\\\"}",
                "{\\\"hash\\\":\\\"" + hash + "\\\",\\\"kind\\\":\\\"agent\\\"}")) {
            String line = written.replaceFirst("\\[\\{.*?}]", Matcher.quoteReplacement("[" + identity + "]"));
            Files.writeString(file, line);
            assertEquals(List.of(entry), List.copyOf(ledger.entries().values()), line);
        }
    }

    @Test
    void a_line_that_was_changed_or_torn_is_left_out() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        ErasureLedger ledger = new ErasureLedger(file, KEYS.keys());
        ErasureLedger.Entry kept = entry();
        ledger.append(entry());
        String changed = Files.readString(file).replace("2026-03-01", "2026-03-02");
        Files.writeString(file, changed + "{\"id\":\"torn\n");
        ledger.append(kept);
        assertEquals(Set.of(kept.id()), ledger.entries().keySet());
    }
}
