package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.keys.Keys;

/**
 * The ledger of erasures as a file outside the database, so that a database restored from a backup can be told again whom to
 * forget. One JSON object a line: id, erasedAt, identities (kind and keyed hash), and an HMAC of these. Only appended to, each
 * line synced before anything is erased.
 */
@ApplicationScoped
class ErasureLedger {
    private static final System.Logger LOG = System.getLogger(ErasureLedger.class.getName());
    private static final String PURPOSE = "erasure-ledger";

    private final Path file;
    private final Keys keys;

    @Inject
    ErasureLedger(Settings settings, Keys keys) {
        this(PrivacyConfig.from(settings).ledger(), keys);
    }

    ErasureLedger(Path file, Keys keys) {
        this.file = file;
        this.keys = keys;
    }

    /** An erasure. */
    record Entry(UUID id, Instant erasedAt, List<Hash> identities) {}

    /** All of them, in the order written; a line that is damaged is logged and left out. */
    synchronized Map<UUID, Entry> entries() {
        Map<UUID, Entry> entries = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return entries;
        }
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                try {
                    Entry entry = read(line);
                    entries.put(entry.id(), entry);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "line {0} of the erasure ledger is damaged, or of other keys", number);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** Appends; it is on disk when this returns. */
    synchronized void append(Entry entry) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.exists(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    FileLock lock = out.lock()) {
                ByteBuffer line = ByteBuffer.wrap((write(entry) + "\n").getBytes(StandardCharsets.UTF_8));
                while (lock.isValid() && line.hasRemaining()) {
                    out.write(line);
                }
                out.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(Entry entry) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", entry.id().toString());
        line.put("erasedAt", entry.erasedAt().toString());
        line.put("identities", Subjects.json(entry.identities()));
        line.put("mac", mac(entry));
        return RequestRows.JSON.writeValueAsString(line);
    }

    private Entry read(String line) {
        Map<String, Object> read = RequestRows.object(line);
        if (read == null) {
            throw new IllegalArgumentException("null");
        }
        Entry entry = new Entry(
                UUID.fromString(String.valueOf(read.get("id"))),
                Instant.parse(String.valueOf(read.get("erasedAt"))),
                Subjects.hashes(String.valueOf(read.get("identities"))));
        if (!mac(entry).equals(read.get("mac"))) {
            throw new IllegalArgumentException("mac");
        }
        return entry;
    }

    /** Over the values, not over their JSON: the order of an object's members means nothing and may differ between runs. */
    private String mac(Entry entry) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(utf8(entry.id().toString()));
        parts.add(utf8(entry.erasedAt().toString()));
        for (Hash identity : entry.identities()) {
            parts.add(utf8(identity.kind().word()));
            parts.add(identity.bytes());
        }
        return HexFormat.of().formatHex(keys.hmac(PURPOSE, parts.toArray(byte[][]::new)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
