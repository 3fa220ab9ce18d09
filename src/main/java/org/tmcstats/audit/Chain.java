package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;

/** The end of the chain, where entries are added. */
@ApplicationScoped
class Chain {
    private final Keys keys;

    @Inject
    Chain(Keys keys) {
        this.keys = keys;
    }

    private record End(@Nullable LocalDate segment, long seq, byte[] hash, Instant at, LocalDate today) {}

    /**
     * Adds entries in the handle's transaction. Nobody else can add any until it ends: call it last.
     *
     * @return the end of the chain then
     */
    Head append(Handle h, List<Note> notes) {
        End end = end(h);
        long seq = end.seq();
        byte[] hash = end.hash();
        if (!end.today().equals(end.segment())) {
            h.createCall("SELECT audit.open_segment(:day, :first, :before)")
                    .bind("day", end.today())
                    .bind("first", seq + 1)
                    .bind("before", hash)
                    .invoke();
        }
        PreparedBatch rows = h.prepareBatch(Database.sql("audit/append"));
        for (Note note : notes) {
            byte[] before = hash;
            seq++;
            byte[] signature = note.signature(keys, seq, end.at(), before);
            hash = note.hash(seq, end.at(), signature, before);
            rows.bind("segment", end.today())
                    .bind("seq", seq)
                    .bind("at", end.at())
                    .bind("actor", note.actor())
                    .bind("role", note.role())
                    .bind("action", note.action())
                    .bind("kind", note.kind())
                    .bind("persons", note.persons())
                    .bind("purpose", note.purpose())
                    .bindArray("subjects", String.class, note.subjects())
                    .bind("before", before)
                    .bind("signature", signature)
                    .bind("hash", hash)
                    .add();
        }
        rows.execute();
        return new Head(seq, hash);
    }

    /** The end of the chain, which stays the end until the handle's transaction ends. */
    Head lock(Handle h) {
        End end = end(h);
        return new Head(end.seq(), end.hash());
    }

    private static End end(Handle h) {
        return h.createQuery("SELECT segment, seq, hash, at, today FROM audit.head()")
                .map(row -> new End(
                        row.getColumn("segment", LocalDate.class),
                        row.getColumn("seq", Long.class),
                        row.getColumn("hash", byte[].class),
                        row.getColumn("at", Instant.class),
                        row.getColumn("today", LocalDate.class)))
                .one();
    }
}
