package org.tmcstats.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.bench.BenchDatabase;
import org.tmcstats.bench.Figures;
import org.tmcstats.bench.Figures.Aim;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.Persons;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestSettings;

/** Readers at the same time that are recorded in the chain, against the same rows without one, each committed by itself. */
public final class AuditBench {
    private static final int ROUNDS = 3;
    private static final int READERS = 16;
    private static final int ENTRIES = 16_000;
    private static final String NAME = "bench_audit";

    private final Figures figures;
    private final BenchDatabase databases;

    public AuditBench(Figures figures, BenchDatabase databases) {
        this.figures = figures;
        this.databases = databases;
    }

    public void run() throws IOException, SQLException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory("bench-audit");
        Database database = databases.create(NAME);
        Settings settings = TestSettings.with(
                "tmc.keys.file", folder.resolve("master.key").toString(),
                "tmc.audit.anchor-file", folder.resolve("anchors").toString());
        Keys keys = new Keys(database, settings);
        Chain chain = new Chain(keys);
        Audit audit = new Audit(
                database, chain, keys, new Persons(keys, settings), new CurrentCaller(), new AuditedRequest());
        database.useTransaction(h -> h.execute("CREATE TABLE public.plain (at timestamptz, actor text, role text,"
                + " action text, kind text, persons bigint, purpose text)"));
        int entries = figures.scaled(ENTRIES);
        double chained = 0;
        double plain = 0;
        for (int round = 0; round < ROUNDS; round++) {
            plain = Math.max(
                    plain,
                    perSecond(
                            entries,
                            () -> database.inSeparateTransaction(h ->
                                    h.execute("INSERT INTO public.plain VALUES (now(), 'reader', 'analyst', 'read',"
                                            + " 'call', 2, 'quality-analysis')"))));
            chained = Math.max(
                    chained,
                    perSecond(entries, () -> audit.record("reader", Action.READ, "call", 2, "quality-analysis")));
        }
        figures.add(
                "audit_record",
                chained,
                "entries/s",
                plain,
                new Limit(Aim.AT_LEAST, 1),
                "Entries of " + READERS + " readers at the same time in the audit trail's chain, against rows without a"
                        + " chain that each reader commits by itself");
        Verification verification = new Verification(database, keys, new Anchors(database, chain, keys, settings));
        long begun = System.nanoTime();
        Findings findings = verification.verify(null);
        if (!findings.valid()) {
            throw new IllegalStateException(findings.toString());
        }
        figures.add(
                "audit_verification",
                findings.entries() / ((System.nanoTime() - begun) / 1e9),
                "entries/s",
                "Verification of the audit trail");
        databases.drop(NAME);
    }

    private static double perSecond(int entries, Runnable one) throws InterruptedException, ExecutionException {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        long begun = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
            all.add(readers.submit(() -> {
                for (int i = 0; i < entries / READERS; i++) {
                    one.run();
                }
            }));
        }
        for (Future<?> reader : all) {
            reader.get();
        }
        readers.shutdown();
        return entries / READERS * READERS / ((System.nanoTime() - begun) / 1e9);
    }
}
