package org.tmcstats.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.tmcstats.report.Parameter.Type;
import org.tmcstats.report.ReportColumn.Percentile;

/**
 * One report of the catalogue, as its file {@code sql/report/ID.sql} says.
 *
 * @param id name of the file
 * @param title for people
 * @param parameters in the order of the file, {@code limit} and {@code cursor} behind
 * @param columns in the order of the file
 * @param sql the query, with the placeholders of {@link Query}
 */
@Schema(name = "ReportDescription")
public record Report(
        String id,
        String title,
        List<Parameter> parameters,
        List<ReportColumn> columns,
        @JsonIgnore String sql) {
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]*");
    private static final Pattern IDENTITIES = Pattern.compile("\\bidentity\\s*\\.");
    private static final Set<String> PARAMETER = Set.of("default", "values");
    private static final Set<String> COLUMN =
            Set.of("unit", "source", "title", "by", "person", "percentile", "of", "scale", "min", "max");

    /**
     * Reads a file.
     *
     * @throws CatalogueException naming the report, the line and what is wrong
     */
    static Report parse(String id, String text) {
        String title = null;
        List<Parameter> parameters = new ArrayList<>();
        List<ReportColumn> columns = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                if (line.startsWith("-- title:")) {
                    title = line.substring(9).strip();
                } else if (line.startsWith("-- param:")) {
                    parameters.add(parameter(line.substring(9).strip()));
                } else if (line.startsWith("-- column:")) {
                    columns.add(column(line.substring(10).strip()));
                } else if (!line.stripLeading().startsWith("--")) {
                    sql.append(line).append('\n');
                }
            } catch (CatalogueException e) {
                throw new CatalogueException("report " + id + ", line " + number + " " + e.getMessage(), e);
            }
        }
        parameters.add(new Parameter("limit", Type.LIMIT, "100", List.of()));
        parameters.add(new Parameter("cursor", Type.CURSOR, null, List.of()));
        return checked(id, title, parameters, columns, sql.toString().strip());
    }

    private static Parameter parameter(String line) {
        Attributes a = Attributes.parse(line, 2, PARAMETER);
        Type type = null;
        for (Type t : Type.values()) {
            if (t.word().equals(a.word(1)) && t != Type.LIMIT && t != Type.CURSOR) {
                type = t;
            }
        }
        if (type == null) {
            throw new CatalogueException("has the unknown type " + a.word(1));
        }
        List<String> values = a.list("values");
        boolean words = type == Type.CHOICE || type == Type.LIST || type == Type.DATASET || type == Type.SORT;
        if (words == values.isEmpty()) {
            throw new CatalogueException(
                    words ? "lacks the attribute values" : "has values that its type does not take");
        }
        for (String one : a.list("default")) {
            if (words && !values.contains(one.startsWith("-") ? one.substring(1) : one)) {
                throw new CatalogueException("has the default " + one + ", which is none of its values");
            }
        }
        return new Parameter(name(a.word(0)), type, a.optional("default"), values);
    }

    private static ReportColumn column(String line) {
        Attributes a = Attributes.parse(line, 1, COLUMN);
        String name = name(a.word(0));
        Percentile percentile = null;
        if (a.has("percentile")) {
            double q = a.number("percentile");
            if (!(q >= 0 && q <= 1)) {
                throw new CatalogueException("has a percentile outside 0..1");
            }
            percentile = new Percentile(q, a.required("of"), a.inverse("scale"), a.required("min"), a.required("max"));
        } else if (a.has("of") || a.has("scale") || a.has("min") || a.has("max")) {
            throw new CatalogueException("has attributes of a percentile without one");
        }
        String title = a.optional("title");
        return new ReportColumn(
                name,
                title == null ? name : title,
                a.required("unit"),
                a.required("source"),
                a.optional("by"),
                "true".equals(a.optional("person")),
                percentile);
    }

    private static Report checked(
            String id, @Nullable String title, List<Parameter> parameters, List<ReportColumn> columns, String sql) {
        if (title == null || title.isEmpty()) {
            throw new CatalogueException("report " + id + " lacks a title");
        }
        if (columns.isEmpty() || sql.isEmpty()) {
            throw new CatalogueException("report " + id + " lacks " + (sql.isEmpty() ? "a query" : "columns"));
        }
        if (IDENTITIES.matcher(sql).find()) {
            throw new CatalogueException("report " + id + " reads identities other than by {identity}");
        }
        Set<String> names = new HashSet<>();
        for (Parameter p : parameters) {
            if (!names.add(p.name())) {
                throw new CatalogueException("report " + id + " has the parameter " + p.name() + " twice");
            }
        }
        for (String needed : List.of("from", "to", "granularity", "zone")) {
            if (!names.contains(needed)) {
                throw new CatalogueException("report " + id + " lacks the parameter " + needed);
            }
        }
        names.clear();
        for (ReportColumn c : columns) {
            if (!names.add(c.name())) {
                throw new CatalogueException("report " + id + " has the column " + c.name() + " twice");
            }
        }
        for (ReportColumn c : columns) {
            Percentile p = c.percentile();
            if (p != null && !(names.contains(p.least()) && names.contains(p.greatest()))) {
                throw new CatalogueException(
                        "report " + id + ": the bounds of " + c.name() + " are not columns of the report");
            }
        }
        return new Report(id, title, List.copyOf(parameters), List.copyOf(columns), sql);
    }

    /** Columns that the query must give: the declared ones and the histograms, nothing else. */
    Set<String> queried() {
        Set<String> names = new LinkedHashSet<>();
        for (ReportColumn c : columns) {
            names.add(c.percentile() == null ? c.name() : c.percentile().histogram());
        }
        return names;
    }

    /** Rows come in an order that the caller chooses, not bucket by bucket. */
    boolean isSorted() {
        return parameters.stream().anyMatch(p -> p.type() == Type.SORT);
    }

    private static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new CatalogueException("has the name " + name + ", which is not in camelCase");
        }
        return name;
    }
}
