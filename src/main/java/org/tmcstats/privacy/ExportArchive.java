package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.tmcstats.keys.Sealing;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Finished exports: handed out as a ZIP while they last, deleted afterwards. */
@ApplicationScoped
class ExportArchive {
    private final Database database;
    private final ExportParts parts;

    @Inject
    ExportArchive(Database database, Sealing sealing) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.parts = new ExportParts(sealing);
    }

    /** A file of an export. */
    public record File(int entry, String name) {}

    /** @throws ProblemException not-found when it has no export, or no more */
    void require(SubjectRequest request) {
        Instant expires = request.exportExpiresAt();
        if (request.status() != RequestStatus.COMPLETED || expires == null || expires.isBefore(Instant.now())) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    "There is no export: the request is not completed, is of another type, or its export has expired");
        }
    }

    void downloaded(UUID request, String by) {
        database.useTransaction(h -> Requests.event(h, request, by, "downloaded", null));
    }

    /** Writes the ZIP, piece by piece. */
    void writeTo(UUID request, OutputStream out) throws IOException {
        List<File> files = database.inSeparateTransaction(h -> h.createQuery(
                        "SELECT entry, name FROM privacy.export_part WHERE request_id = :id AND position = 0 ORDER BY entry")
                .bind("id", request)
                .map(ConstructorMapper.of(File.class))
                .list());
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.BEST_SPEED);
        for (File file : files) {
            zip.putNextEntry(new ZipEntry(file.name()));
            try (InputStream content = parts.read(database, request, file.entry())) {
                content.transferTo(zip);
            }
            zip.closeEntry();
        }
        zip.finish();
        zip.flush();
    }

    /** Deletes exports whose time is over. */
    void expire() {
        database.useTransaction(h -> {
            h.execute("DELETE FROM privacy.export_part WHERE request_id IN"
                    + " (SELECT id FROM privacy.request WHERE export_expires_at < now())");
            h.execute("UPDATE privacy.request SET export_expires_at = NULL WHERE export_expires_at < now()");
        });
    }
}
