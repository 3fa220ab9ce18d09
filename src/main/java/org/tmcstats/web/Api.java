package org.tmcstats.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** The REST interface. Resources and providers are found by their annotations: no list to keep. */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
        info =
                @Info(
                        title = "tmc-stats",
                        version = "1",
                        description = "Call-quality and set-top-box statistics. JSON in UTF-8, camelCase; times are"
                                + " ISO-8601 in UTC; ratios are fractions from 0 to 1 unless the name ends in Percent;"
                                + " what was not measured is null. Failures are application/problem+json (RFC 9457)."
                                + " Unknown query parameters are refused."),
        security = {
            @SecurityRequirement(name = "client"),
            @SecurityRequirement(name = "token"),
            @SecurityRequirement(name = "session")
        })
@SecurityScheme(
        securitySchemeName = "token",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        bearerFormat = "JWT",
        description = "A token of the OpenID provider that the settings name")
@SecurityScheme(
        securitySchemeName = "session",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.COOKIE,
        apiKeyName = "__Host-tmc-session",
        description = "The cookie of POST /session; what changes anything must begin at a page of this server")
@SecurityScheme(
        securitySchemeName = "client",
        type = SecuritySchemeType.HTTP,
        scheme = "basic",
        description = "A client's id and secret")
public class Api extends Application {
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                "jersey.config.server.wadl.disableWadl",
                true,
                // A JSON feature that the server does not know keeps it from adding its own three beside JsonBodies.
                "jersey.config.jsonFeature",
                "tmc-stats");
    }
}
