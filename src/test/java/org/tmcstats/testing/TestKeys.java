package org.tmcstats.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tmcstats.identity.Persons;
import org.tmcstats.identity.Suppression;
import org.tmcstats.keys.Keys;
import org.tmcstats.keys.Sealing;
import org.tmcstats.store.Database;

/** Keys of a database of a test, and what is made of them. */
public record TestKeys(Keys keys, Sealing sealing, Persons persons, Suppression suppression) {
    /** New keys for a new database. */
    public static TestKeys of(Database database) {
        try {
            Path folder = Files.createTempDirectory("keys");
            Keys keys = new Keys(
                    database,
                    TestSettings.with(
                            "tmc.keys.file", folder.resolve("master.key").toString()));
            Sealing sealing = new Sealing(keys);
            Persons persons = new Persons(keys, TestSettings.with());
            return new TestKeys(keys, sealing, persons, new Suppression(database, persons, keys, sealing));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
