package org.tmcstats.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

class ClusterTest {
    private static final long TWO_SECONDS = Duration.ofSeconds(2).toNanos();

    private final Database database = TestDatabase.create().database();
    private final History history = new History(database);
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final Node node = new Node();
    private final Cluster cluster = new Cluster(database, node, nanos::get);

    @Test
    void runs_of_a_process_that_is_gone_fail_at_once() {
        UUID other = node(node.machine(), Long.MAX_VALUE);
        long id = run(other);
        cluster.beat(List.of("trial"));
        Execution execution = history.find(id).orElseThrow();
        assertEquals("FAILED", execution.status());
        assertEquals("FAILED", execution.steps().get(0).status());
        assertTrue(String.valueOf(execution.error()).contains("gone"));
    }

    @Test
    void runs_of_a_silent_node_fail_when_our_own_heartbeat_was_steady_for_long_enough() {
        UUID other = node("another machine", 1);
        long id = run(other);
        silence(other);
        cluster.beat(List.of("trial"));
        assertEquals("STARTED", history.find(id).orElseThrow().status());
        for (int i = 0; i < 8; i++) {
            nanos.addAndGet(TWO_SECONDS);
            cluster.beat(List.of("trial"));
        }
        assertEquals("FAILED", history.find(id).orElseThrow().status());
    }

    @Test
    void after_an_outage_of_the_database_nobody_is_declared_gone() {
        UUID other = node("another machine", 1);
        long id = run(other);
        for (int i = 0; i < 10; i++) {
            nanos.addAndGet(TWO_SECONDS);
            cluster.beat(List.of("trial"));
        }
        silence(other);
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        cluster.beat(List.of("trial"));
        assertEquals("STARTED", history.find(id).orElseThrow().status());
    }

    @Test
    void own_runs_and_those_of_nodes_that_live_stay() {
        cluster.beat(List.of("trial"));
        long own = run(node.id());
        long others = run(node("another machine", 1));
        cluster.beat(List.of("trial"));
        assertEquals("STARTED", history.find(own).orElseThrow().status());
        assertEquals("STARTED", history.find(others).orElseThrow().status());
        cluster.leave();
        new Cluster(database, new Node(), nanos::get).beat(List.of("trial"));
        assertEquals("FAILED", history.find(own).orElseThrow().status());
        assertEquals("STARTED", history.find(others).orElseThrow().status());
    }

    private UUID node(String machine, long pid) {
        UUID id = UUID.randomUUID();
        database.useTransaction(
                h -> h.execute("INSERT INTO ops.node (node, machine, pid) VALUES (?, ?, ?)", id, machine, pid));
        return id;
    }

    private void silence(UUID other) {
        database.useTransaction(
                h -> h.execute("UPDATE ops.node SET heartbeat_at = now() - interval '1 minute' WHERE node = ?", other));
    }

    private long run(UUID on) {
        return database.inTransaction(h -> {
            long id = h.createQuery("""
                            WITH i AS (INSERT INTO jb_jobinstancedata (name) VALUES ('trial') RETURNING jobinstanceid),
                            e AS (INSERT INTO jb_executioninstancedata (jobinstanceid, createtime, batchstatus)
                                  SELECT jobinstanceid, localtimestamp, 'STARTED' FROM i RETURNING jobexecid)
                            INSERT INTO ops.execution (execution_id, job, node, parameters)
                            SELECT jobexecid, 'trial', :node, '{}' FROM e RETURNING execution_id
                            """).bind("node", on).mapTo(Long.class).one();
            h.execute(
                    "INSERT INTO jb_stepexecutioninstancedata (jobexecid, stepname, batchstatus)"
                            + " VALUES (?, 'work', 'STARTED')",
                    id);
            return id;
        });
    }
}
