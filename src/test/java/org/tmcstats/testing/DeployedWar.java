package org.tmcstats.testing;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tmcstats.store.Database;

/** The WAR as it is built, with the job {@code trial} added, on a server of its own with a real PostgreSQL. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
public abstract class DeployedWar {
    /** Secret of the client admin. */
    public static final String ADMIN_SECRET = "only-for-tests-0123456789";

    @ArquillianResource
    private URL server;

    @Deployment(testable = false)
    public static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("war.file")))
                .addClasses(TrialBatchlet.class, TrialBatchlet.AnyParameters.class)
                .addAsResource("batch-jobs/trial.xml", "META-INF/batch-jobs/trial.xml");
    }

    static Path accessLog(String base) {
        return Path.of(
                        base,
                        "target",
                        "it-access-log-" + ProcessHandle.current().pid())
                .toAbsolutePath();
    }

    /** Folder of the server's access log. */
    protected Path accessLog() {
        return accessLog(System.getProperty("basedir", "."));
    }

    /** The server's address; not by the machine's name, which the server does not listen on. */
    protected URI address() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /** Port on the loopback address that the server may call back. */
    protected int callbackPort() {
        return DeployedServer.CALLBACK_PORT;
    }

    /** The database behind the server. */
    protected Database database() {
        return DeployedServer.DATABASE.database();
    }

    /** A request to a path under /api/v1 by a client. */
    protected RequestSpecification as(String id, String secret) {
        return anonymous().auth().preemptive().basic(id, secret);
    }

    protected RequestSpecification admin() {
        return as("admin", ADMIN_SECRET);
    }

    protected RequestSpecification anonymous() {
        return RestAssured.given().baseUri(address().toString()).basePath("/api/v1");
    }
}
