package org.tmcstats.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Figures by name, in a JSON file that later runs add to: a figure measured again replaces the old one. Each says at what
 * scale, when, and how loaded the machine was before.
 */
public final class Figures {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final double scale;
    private final Map<String, Map<String, @Nullable Object>> figures = new TreeMap<>();
    private double load = loadAverage();

    /** What a figure is to be compared with. */
    public enum Aim {
        AT_LEAST,
        AT_MOST
    }

    Figures(Path file, double scale) throws IOException {
        this.file = file;
        this.scale = scale;
        if (Files.exists(file)) {
            Document old = JSON.readValue(Files.readString(file), new TypeReference<Document>() {});
            old.figures().forEach(f -> figures.put(String.valueOf(f.get("name")), f));
        }
    }

    private record Document(Map<String, Object> machine, List<Map<String, @Nullable Object>> figures) {}

    /** Share of the full sizes. */
    public double scale() {
        return scale;
    }

    /** A size at this scale, at least 1. */
    public int scaled(int full) {
        return (int) Math.max(1, Math.round(full * scale));
    }

    /** Notes the machine's load, at the begin of a group of figures. */
    void begin() {
        load = loadAverage();
    }

    /** A figure with nothing beside it. */
    public void add(String name, double value, String unit, String about) throws IOException {
        add(name, value, unit, null, null, about);
    }

    /**
     * A figure and its reference in the same unit.
     *
     * @param aim for the ratio of the two, or for the value when there is no reference; null when there is none
     */
    public void add(
            String name, double value, String unit, @Nullable Double reference, @Nullable Limit aim, String about)
            throws IOException {
        Double ratio = reference == null ? null : (Double) (value / reference);
        Map<String, @Nullable Object> figure = new LinkedHashMap<>();
        figure.put("name", name);
        figure.put("value", round(value));
        figure.put("unit", unit);
        figure.put("reference", reference == null ? null : round(reference));
        figure.put("ratio", ratio == null ? null : round(ratio));
        figure.put("aim", aim == null ? null : aim.toString());
        figure.put("met", aim == null ? null : (Boolean) aim.met(ratio == null ? value : ratio));
        figure.put("about", about);
        figure.put("scale", scale);
        figure.put("load", round(load));
        figure.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        figures.put(name, figure);
        System.out.printf(
                Locale.ROOT,
                "%-36s %12s %-10s reference %12s ratio %8s aim %s%n",
                name,
                figure.get("value"),
                unit,
                figure.get("reference"),
                figure.get("ratio"),
                aim);
        write();
    }

    /** A bound. */
    public record Limit(Aim aim, double bound) {
        public static Limit atLeast(double bound) {
            return new Limit(Aim.AT_LEAST, bound);
        }

        public static Limit atMost(double bound) {
            return new Limit(Aim.AT_MOST, bound);
        }

        boolean met(double value) {
            return aim == Aim.AT_LEAST ? value >= bound : value <= bound;
        }

        @Override
        public String toString() {
            return (aim == Aim.AT_LEAST ? "at least " : "at most ") + round(bound);
        }
    }

    /** The middle of some values; of an even number the lower one of the two. */
    public static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private void write() throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("java", Runtime.version().toString());
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file, JSON.writeValueAsString(new Document(machine, new ArrayList<>(figures.values()))) + "\n");
    }

    /** The figures as a page of documentation. */
    void document(Path page) throws IOException {
        StringBuilder text = new StringBuilder("# Benchmark\n\n");
        text.append(
                        "Written by `mvn -Pbench verify` from what it measured (`target/bench.json`); not edited by hand.\n")
                .append(
                        "Each figure and its reference were measured in the same run, in turn; of several rounds the median\n")
                .append("counts. `scale` is the share of the full size, `load` the machine's load average before.\n\n")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors, ")
                .append(System.getProperty("os.name"))
                .append(", Java ")
                .append(Runtime.version())
                .append(".\n\n")
                .append("| figure | value | unit | reference | ratio | aim | met | scale | load | measured |\n")
                .append("| --- | ---: | --- | ---: | ---: | --- | --- | ---: | ---: | --- |\n");
        for (Map<String, @Nullable Object> f : figures.values()) {
            text.append(
                    List.of("name", "value", "unit", "reference", "ratio", "aim", "met", "scale", "load", "at").stream()
                            .map(k -> cell(f.get(k)))
                            .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        text.append("\n## What they are\n\n");
        figures.values()
                .forEach(f -> text.append("- `")
                        .append(f.get("name"))
                        .append("`: ")
                        .append(f.get("about"))
                        .append("\n"));
        Files.writeString(page, text);
    }

    private static String cell(@Nullable Object value) {
        return value == null ? "" : value instanceof Boolean yes ? (yes ? "yes" : "**no**") : plain(value);
    }

    private static String plain(Object value) {
        return value instanceof Double d
                ? new java.math.BigDecimal(d)
                        .setScale(4, java.math.RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString()
                : value.toString();
    }

    /** To four digits. */
    private static double round(double value) {
        return Double.isFinite(value) && value != 0
                ? new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(4))
                        .doubleValue()
                : value;
    }

    private static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
