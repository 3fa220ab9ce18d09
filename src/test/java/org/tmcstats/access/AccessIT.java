package org.tmcstats.access;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tmcstats.testing.DeployedWar;

class AccessIT extends DeployedWar {
    private static final String PROBLEM = "application/problem+json";

    @Test
    void nothing_answers_without_credentials() {
        for (String path : List.of("/clients", "/batch/jobs", "/nothing/here", "/")) {
            anonymous()
                    .get(path)
                    .then()
                    .statusCode(401)
                    .contentType(PROBLEM)
                    .header("WWW-Authenticate", startsWith("Basic "))
                    .body("type", equalTo("/problems/unauthenticated"));
        }
        as("admin", "wrong").get("/clients").then().statusCode(401);
        as("nobody", ADMIN_SECRET).get("/clients").then().statusCode(401);
    }

    @Test
    void a_request_knows_who_sent_it() {
        admin().get("/session")
                .then()
                .statusCode(200)
                .body("client", equalTo("admin"))
                .body("roles", hasItem("admin"))
                .body("signIn", equalTo("basic"));
        anonymous().get("/session").then().statusCode(401);
    }

    @Test
    void a_client_is_made_renewed_and_removed() {
        Map<String, Object> wanted = Map.of("id", "boxes", "roles", List.of("feeder"));
        String first = admin().contentType(ContentType.JSON)
                .body(wanted)
                .post("/clients")
                .then()
                .statusCode(201)
                .header("Location", startsWith(address() + "/api/v1/clients/boxes"))
                .extract()
                .path("secret");
        as("boxes", first).get("/clients").then().statusCode(403).contentType(PROBLEM);
        admin().contentType(ContentType.JSON)
                .body(wanted)
                .post("/clients")
                .then()
                .statusCode(409);
        admin().get("/clients").then().statusCode(200).body("items.id", hasItem("boxes"));
        String second = admin().post("/clients/boxes/secret")
                .then()
                .statusCode(200)
                .body("secret", not(equalTo(first)))
                .extract()
                .path("secret");
        as("boxes", second).get("/clients").then().statusCode(403);
        admin().delete("/clients/boxes").then().statusCode(204);
        admin().get("/clients/boxes").then().statusCode(404).contentType(PROBLEM);
        admin().delete("/clients/admin").then().statusCode(409);
    }

    @Test
    void a_body_is_refused_with_the_pointer_of_each_fault() {
        admin().contentType(ContentType.JSON)
                .body("{\"id\": \"no good\", \"roles\": [\"king\"]}")
                .post("/clients")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors.pointer", equalTo(List.of("/id", "/roles")));
        admin().contentType(ContentType.JSON)
                .body("{\"id\": \"x\", \"roles\": [{}]}")
                .post("/clients")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/roles/0"));
        admin().contentType(ContentType.JSON)
                .body("{\"id\": ")
                .post("/clients")
                .then()
                .statusCode(400)
                .contentType(PROBLEM);
    }

    @Test
    void paths_methods_types_and_parameters_that_are_not_known_are_problems() {
        admin().get("/nothing").then().statusCode(404).contentType(PROBLEM);
        admin().patch("/clients").then().statusCode(405).contentType(PROBLEM);
        admin().accept("text/csv").get("/clients").then().statusCode(406);
        admin().contentType("text/plain").body("x").post("/clients").then().statusCode(415);
        admin().get("/clients?lmit=5")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/bad-parameter"))
                .body("detail", containsString("limit"));
        admin().get("/clients?limit=1001").then().statusCode(400);
        admin().get("/clients?cursor=%00").then().statusCode(400);
    }

    @Test
    void a_key_in_the_query_opens_nothing_but_the_boxes_path() {
        anonymous().get("/clients?key=" + ADMIN_SECRET).then().statusCode(401);
        anonymous().post("/feeds/stb?key=" + ADMIN_SECRET).then().statusCode(401);
    }

    @Test
    void health_and_description_answer() {
        RestAssured.given()
                .baseUri(address().toString())
                .get("/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItem("database"));
        RestAssured.given()
                .baseUri(address().toString())
                .accept(ContentType.JSON)
                .get("/openapi")
                .then()
                .statusCode(200)
                .body("paths.keySet()", hasItem("/api/v1/batch/schedules/{job}"))
                .body("paths.keySet()", hasItem("/api/v1/clients/{id}/secret"));
    }
}
