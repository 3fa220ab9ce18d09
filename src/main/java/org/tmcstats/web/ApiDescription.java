package org.tmcstats.web;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/**
 * Makes a valid document of what the server scans: operations get ids of their own, the defaults of annotations that are no
 * bounds go, and enums have the words that the interface writes. Named by {@code mp.openapi.filter}.
 */
public final class ApiDescription implements OASFilter {
    private static final String BASE = "/api/v1";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths().getPathItems().forEach(ApiDescription::name);
        api.getComponents().getSchemas().values().forEach(ApiDescription::spell);
    }

    @Override
    public Schema filterSchema(Schema schema) {
        BigDecimal multiple = schema.getMultipleOf();
        if (multiple != null && multiple.signum() <= 0) {
            schema.setMultipleOf(null);
        }
        if (Integer.valueOf(Integer.MAX_VALUE).equals(schema.getMaxLength())) {
            schema.setMaxLength(null);
        }
        if (isUnset(schema.getMinItems(), schema.getMaxItems())) {
            schema.setMinItems(null);
            schema.setMaxItems(null);
        }
        if (Integer.valueOf(0).equals(schema.getMaxProperties())) {
            schema.setMaxProperties(null);
        }
        return schema;
    }

    private static boolean isUnset(@Nullable Integer least, @Nullable Integer most) {
        return most != null && most < 0 || least != null && least == Integer.MAX_VALUE;
    }

    private static void name(String path, PathItem item) {
        String words = Arrays.stream(path.replaceFirst("^" + BASE, "").split("[^A-Za-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        item.getOperations()
                .forEach((method, operation) ->
                        operation.setOperationId(method.name().toLowerCase(Locale.ROOT) + words));
    }

    /** A constant's name as it is scanned, IN_PROGRESS, is written in-progress; what has properties is an object. */
    private static void spell(Schema schema) {
        List<Object> constants = schema.getEnumeration();
        if (constants == null || constants.isEmpty()) {
            if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
                schema.setType(SchemaType.OBJECT);
            }
        } else {
            schema.setType(SchemaType.STRING);
            schema.setEnumeration(constants.stream()
                    .<Object>map(name ->
                            String.valueOf(name).toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toList());
        }
    }
}
