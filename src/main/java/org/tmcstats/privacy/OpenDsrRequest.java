package org.tmcstats.privacy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A request in OpenDSR's form. */
final class OpenDsrRequest {
    /** OpenDSR's identity types, and ours as types of this processor (changelog 0.1.5). */
    static final Map<String, String> KINDS = kinds();

    static final List<String> TYPES = List.of("access", "portability", "erasure");
    private static final int MOST_CALLBACKS = 10;

    private OpenDsrRequest() {}

    /** A request that cannot be used. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("controller_customer_id", "customer");
        for (String kind : List.of("agent", "customer", "phone", "sip-uri", "ip", "device", "session")) {
            kinds.put("tmcstats_" + kind.replace('-', '_'), kind);
        }
        return kinds;
    }

    static Requests.Filing read(byte[] body, OpenDsrConfig config, Instant now) {
        JsonNode json;
        try {
            json = RequestRows.JSON.readTree(body);
        } catch (JacksonException e) {
            throw new Unusable("the body is not JSON");
        }
        if (!json.isObject()) {
            throw new Unusable("the body is not an object");
        }
        String type = text(json, "subject_request_type");
        if (!TYPES.contains(type)) {
            throw new Unusable("subject_request_type must be one of access, portability, erasure");
        }
        String regulation = json.path("regulation").asString("gdpr");
        if (!regulation.equals("gdpr") && !regulation.equals("ccpa")) {
            throw new Unusable("regulation must be gdpr or ccpa");
        }
        return new Requests.Filing(
                id(json),
                RequestType.of(type),
                new Clear(identities(json), List.of(), null),
                submitted(json, now),
                "by the controller before it submitted the request",
                Requests.OPENDSR,
                null,
                json.toString(),
                callbacks(json, config));
    }

    private static UUID id(JsonNode json) {
        String id = text(json, "subject_request_id");
        if (!id.matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")) {
            throw new Unusable("subject_request_id must be a UUID of version 4 in lower case");
        }
        return UUID.fromString(id);
    }

    private static Instant submitted(JsonNode json, Instant now) {
        try {
            Instant at = OffsetDateTime.parse(text(json, "submitted_time")).toInstant();
            if (at.isAfter(now.plusSeconds(300))) {
                throw new Unusable("submitted_time lies in the future");
            }
            return at;
        } catch (DateTimeException e) {
            throw new Unusable("submitted_time must be a time of RFC 3339");
        }
    }

    private static List<Clear.Named> identities(JsonNode json) {
        List<Clear.Named> identities = new ArrayList<>();
        for (JsonNode identity : json.path("subject_identities")) {
            String kind = KINDS.get(text(identity, "identity_type"));
            if (kind == null || !"raw".equals(text(identity, "identity_format"))) {
                throw new Unusable("an identity's type or format is not supported; see discovery");
            }
            String value = text(identity, "identity_value");
            if (value.isBlank() || value.length() > 1024 || value.indexOf('\0') >= 0) {
                throw new Unusable("an identity_value must be 1 to 1024 characters");
            }
            identities.add(new Clear.Named(kind, value.strip()));
        }
        if (identities.isEmpty() || identities.size() > 100) {
            throw new Unusable("subject_identities must hold 1 to 100 identities");
        }
        return identities;
    }

    private static List<String> callbacks(JsonNode json, OpenDsrConfig config) {
        List<String> callbacks = new ArrayList<>();
        for (JsonNode url : json.path("status_callback_urls")) {
            if (!url.isString() || !config.mayCall(url.stringValue())) {
                throw new Unusable("a status callback URL is not of an origin that this processor calls");
            }
            callbacks.add(url.stringValue());
        }
        if (callbacks.size() > MOST_CALLBACKS) {
            throw new Unusable("there are more than " + MOST_CALLBACKS + " status callback URLs");
        }
        return callbacks;
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        @Nullable String text = value.isString() ? value.stringValue() : null;
        if (text == null) {
            throw new Unusable(field + " field is required");
        }
        return text;
    }
}
