package org.tmcstats.batch;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tmcstats.testing.DeployedWar;

class BatchIT extends DeployedWar {
    @Test
    void jobs_are_the_files_of_the_folder() {
        admin().get("/batch/jobs")
                .then()
                .statusCode(200)
                .body("items.id", hasItems("hourly-kpi", "daily-kpi", "trial"));
        admin().post("/batch/jobs/nothing/executions").then().statusCode(404);
        for (String body : List.of("[]", "{\"seconds\": [1]}", "{", "null")) {
            admin().contentType(ContentType.JSON)
                    .body(body)
                    .post("/batch/jobs/trial/executions")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void a_run_is_started_once_stopped_restarted_with_its_parameters_and_given_up() {
        int id = start(Map.of("seconds", "120")).statusCode(201).extract().path("id");
        start(Map.of()).statusCode(409).body("execution", equalTo(id)).body("type", equalTo("/problems/conflict"));
        admin().post("/batch/executions/" + id + "/restart").then().statusCode(409);
        admin().post("/batch/executions/" + id + "/abandon").then().statusCode(409);
        admin().post("/batch/executions/" + id + "/stop").then().statusCode(202);
        awaitStatus(id, "STOPPED");
        admin().post("/batch/executions/" + id + "/stop").then().statusCode(409);

        int next = admin().post("/batch/executions/" + id + "/restart")
                .then()
                .statusCode(201)
                .body("parameters", equalTo(Map.of("seconds", "120")))
                .extract()
                .path("id");
        admin().post("/batch/executions/" + next + "/stop").then().statusCode(202);
        awaitStatus(next, "STOPPED");
        admin().post("/batch/executions/" + id + "/restart").then().statusCode(409);
        admin().post("/batch/executions/" + next + "/abandon")
                .then()
                .statusCode(200)
                .body("status", equalTo("ABANDONED"));
        admin().post("/batch/executions/" + next + "/restart").then().statusCode(409);
    }

    @Test
    void a_failure_is_told_by_its_kind_and_place_without_values() {
        int id = start(Map.of("fail", true))
                .statusCode(201)
                .header("Location", containsString("/api/v1/batch/executions/"))
                .extract()
                .path("id");
        awaitStatus(id, "FAILED");
        admin().get("/batch/executions/" + id)
                .then()
                .body("error", containsString("IllegalStateException"))
                .body("error", not(containsString("a value")))
                .body("steps.name", equalTo(List.of("work")))
                .body("parameters.fail", equalTo("true"));
        admin().get("/batch/executions?job=trial&status=FAILED&limit=1")
                .then()
                .body("items.status", equalTo(List.of("FAILED")));
        admin().get("/batch/executions?job=nothing").then().body("items", equalTo(List.of()));
        admin().get("/batch/executions?from=3000-01-01T00:00:00Z").then().body("items", equalTo(List.of()));
        admin().get("/batch/executions?status=GONE").then().statusCode(400);
        admin().get("/batch/executions?from=yesterday").then().statusCode(400);
        admin().get("/batch/executions/999999999").then().statusCode(404);
        admin().get("/batch/executions/x").then().statusCode(404);
    }

    @Test
    void parameters_that_the_job_does_not_take_are_refused_before_it_runs() {
        for (String body : List.of(
                "{\"rebiuld\": \"x\"}",
                "{\"rebuild\": \"x\"}",
                "{\"rebuild\": \"2026-01-01T00:30:00Z/2026-01-01T02:00:00Z\"}")) {
            admin().contentType(ContentType.JSON)
                    .body(body)
                    .post("/batch/jobs/hourly-kpi/executions")
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("rebuild"));
        }
        admin().contentType(ContentType.JSON)
                .body("{\"any\": \"thing\"}")
                .post("/batch/jobs/daily-kpi/executions")
                .then()
                .statusCode(400);
    }

    @Test
    void a_run_of_a_lost_node_fails_and_goes_on_elsewhere() {
        int id = start(Map.of("seconds", "0")).statusCode(201).extract().path("id");
        awaitStatus(id, "COMPLETED");
        database().useTransaction(h -> {
            h.execute("UPDATE jb_executioninstancedata SET batchstatus = 'STARTED' WHERE jobexecid = ?", id);
            h.execute("UPDATE ops.execution SET node = ? WHERE execution_id = ?", UUID.randomUUID(), id);
        });
        awaitStatus(id, "FAILED");
        admin().get("/batch/executions/" + id).then().body("error", containsString("gone"));
    }

    @Test
    void a_schedule_is_read_changed_and_fires() {
        admin().get("/batch/schedules/hourly-kpi")
                .then()
                .statusCode(200)
                .body("cron", equalTo("*/5 * * * *"))
                .body("misfire", equalTo("run-once"));
        admin().get("/batch/schedules/trial-2").then().statusCode(404);
        put("{\"cron\": \"61 * * * *\", \"zone\": \"Nowhere\", \"misfire\": \"perhaps\"}")
                .statusCode(400)
                .body("errors.pointer", hasItem("/cron"))
                .body("errors.pointer", hasItem("/zone"));
        put("{\"cron\": \"* * * * *\", \"enable\": true}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/enable"));
        put("{\"cron\": \"0 0 1 1 *\", \"zone\": \"UTC\", \"enabled\": true, \"misfire\": \"run-once\"}")
                .statusCode(200)
                .body("nextFireAt", endsWith("-01-01T00:00:00Z"));
        database()
                .useTransaction(h -> h.execute(
                        "UPDATE ops.schedule SET next_fire_at = now() - interval '1 hour' WHERE job = 'trial'"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> admin().get("/batch/schedules/trial")
                        .then()
                        .body("lastFireAt", not(nullValue()))
                        .body("nextFireAt", endsWith("-01-01T00:00:00Z")));
    }

    private ValidatableResponse start(Map<String, Object> parameters) {
        return admin().contentType(ContentType.JSON)
                .body(parameters)
                .post("/batch/jobs/trial/executions")
                .then();
    }

    private ValidatableResponse put(String schedule) {
        return admin().contentType(ContentType.JSON)
                .body(schedule)
                .put("/batch/schedules/trial")
                .then();
    }

    private void awaitStatus(int id, String status) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> admin().get("/batch/executions/" + id).then().body("status", equalTo(status)));
    }
}
