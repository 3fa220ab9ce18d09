package org.tmcstats.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The settings under {@code tmc.}, read through MicroProfile Config: system properties, environment, defaults. */
@ApplicationScoped
public class Settings {
    private static final String DEFAULTS = "/META-INF/microprofile-config.properties";
    /** Keys with a name in the middle. */
    private static final List<Pattern> NAMED =
            List.of(Pattern.compile("tmc\\.media-server\\.[a-z0-9-]+\\.(url|trust)"));
    /** Read by the launcher, or before the server is there. */
    private static final Set<String> OUTSIDE = Set.of("tmc.admin.secret");

    private final Config config;

    /** The server's settings. */
    @Inject
    public Settings() {
        // By its own class loader: the thread that asks first may be one of the server's.
        this(ConfigProvider.getConfig(Settings.class.getClassLoader()));
    }

    /** Settings of a test or a benchmark. */
    public Settings(Config config) {
        this.config = config;
    }

    public String text(String key) {
        return config.getOptionalValue(key, String.class).orElse("");
    }

    /** A file that must be named. */
    public Path file(String key) {
        String text = text(key).trim();
        if (text.isEmpty()) {
            throw new SettingException(key, "must name a file", null);
        }
        return Path.of(text);
    }

    /** A whole number within bounds. */
    public long number(String key, long least, long most) {
        long value;
        try {
            value = Long.parseLong(text(key).trim());
        } catch (NumberFormatException e) {
            throw new SettingException(key, "is not a whole number", e);
        }
        if (value < least || value > most) {
            throw new SettingException(key, "must be from " + least + " to " + most, null);
        }
        return value;
    }

    /** Words separated by commas, each of the given form. */
    public List<String> words(String key, String form) {
        List<String> words = Pattern.compile(",")
                .splitAsStream(text(key))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
        if (!words.stream().allMatch(word -> word.matches(form))) {
            throw new SettingException(key, "must be words of the form " + form, null);
        }
        return words;
    }

    /** A decimal number within bounds. */
    public double decimal(String key, double least, double most) {
        double value;
        try {
            value = Double.parseDouble(text(key).trim());
        } catch (NumberFormatException e) {
            throw new SettingException(key, "is not a number", e);
        }
        if (!(value >= least && value <= most)) {
            throw new SettingException(key, "must be from " + least + " to " + most, null);
        }
        return value;
    }

    /** An ISO-8601 duration within bounds, such as {@code PT30S} or {@code P90D}. */
    public Duration duration(String key, Duration least, Duration most) {
        Duration value;
        try {
            value = Duration.parse(text(key).trim());
        } catch (DateTimeParseException e) {
            throw new SettingException(key, "is not an ISO-8601 duration such as PT30S or P90D", e);
        }
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new SettingException(key, "must be from " + least + " to " + most, null);
        }
        return value;
    }

    /**
     * Names that stand in the middle of set keys, such as {@code main} in {@code tmc.media-server.main.url}; from the
     * environment ({@code TMC_MEDIA_SERVER_MAIN_URL}) in lower case, with hyphens.
     */
    public Set<String> named(String prefix, String suffix) {
        String environmentPrefix = environmentName(prefix);
        String environmentSuffix = environmentName(suffix);
        Set<String> names = new TreeSet<>();
        for (String key : config.getPropertyNames()) {
            if (isAround(key, prefix, suffix)) {
                names.add(key.substring(prefix.length(), key.length() - suffix.length()));
            } else if (isAround(key, environmentPrefix, environmentSuffix)) {
                names.add(key.substring(environmentPrefix.length(), key.length() - environmentSuffix.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
            }
        }
        return names;
    }

    private static boolean isAround(String key, String prefix, String suffix) {
        return key.length() > prefix.length() + suffix.length() && key.startsWith(prefix) && key.endsWith(suffix);
    }

    /**
     * Refuses keys that nobody reads: a misspelt setting would otherwise be silently without effect.
     *
     * @throws SettingException naming the first unknown key
     */
    public void refuseUnknown() {
        Properties known = new Properties();
        try (InputStream in = Settings.class.getResourceAsStream(DEFAULTS)) {
            if (in != null) {
                known.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> environment = new TreeSet<>();
        known.stringPropertyNames().forEach(k -> environment.add(environmentName(k)));
        OUTSIDE.forEach(k -> environment.add(environmentName(k)));
        for (String name : config.getPropertyNames()) {
            boolean unknown = name.startsWith("tmc.")
                    ? !known.containsKey(name)
                            && !OUTSIDE.contains(name)
                            && NAMED.stream().noneMatch(p -> p.matcher(name).matches())
                    : name.startsWith("TMC_")
                            && !environment.contains(name)
                            && !name.matches("TMC_MEDIA_SERVER_[A-Z0-9_]+_(URL|TRUST)");
            if (unknown) {
                throw new SettingException(name, "is not a known setting", null);
            }
        }
    }

    private static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
