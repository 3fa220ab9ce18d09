package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * OpenDSR's callbacks: each change of status is told to the addresses of the request, at least once, up to ten times with
 * growing pauses. Redirects are not followed, and only configured origins are called.
 */
@ApplicationScoped
class Callbacks {
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Database database;
    private final ProcessorSignature signature;
    private final OpenDsrConfig config;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Inject
    Callbacks(Database database, ProcessorSignature signature, Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.signature = signature;
        this.config = OpenDsrConfig.from(settings);
    }

    /** A callback that is due. */
    public record Due(long id, UUID requestId, String url, String status, int attempts) {}

    /** Plans callbacks of a request's present status, in the handle's transaction. */
    void due(Handle h, UUID request) {
        h.createUpdate(Database.sql("privacy/plan-callbacks"))
                .bind("id", request)
                .execute();
    }

    void send() {
        for (Due due : take()) {
            boolean taken = config.mayCall(due.url()) && post(due);
            database.inSeparateTransaction(h -> h.createUpdate(
                            "UPDATE privacy.callback SET sent_at = CASE WHEN :done THEN now() END WHERE id = :id")
                    .bind("done", taken || due.attempts() >= MOST_ATTEMPTS)
                    .bind("id", due.id())
                    .execute());
        }
    }

    /** Of several nodes one takes each; the next attempt is planned before this one is made. */
    private List<Due> take() {
        return database.inSeparateTransaction(h -> h.createQuery(Database.sql("privacy/take-callbacks"))
                .map(ConstructorMapper.of(Due.class))
                .list());
    }

    private boolean post(Due due) {
        Map<String, Object> told = database.inSeparateTransaction(h -> {
            Map<String, Object> body = new LinkedHashMap<>();
            h.createQuery("SELECT filed_by, due_at FROM privacy.request WHERE id = :id")
                    .bind("id", due.requestId())
                    .map(row -> {
                        body.put("controller_id", row.getColumn(1, String.class));
                        return body.put(
                                "expected_completion_time",
                                row.getColumn(2, Instant.class).toString());
                    })
                    .list();
            return body;
        });
        told.put("status_callback_url", due.url());
        told.put("subject_request_id", due.requestId().toString());
        told.put("request_status", due.status());
        told.put("api_version", OpenDsrStatus.VERSION);
        byte[] body = RequestRows.JSON.writeValueAsBytes(told);
        HttpRequest request = HttpRequest.newBuilder(URI.create(due.url()))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-OpenDSR-Processor-Domain", config.domain())
                .header("X-OpenDSR-Signature", signature.of(body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
