package org.tmcstats.launcher;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line, and the order in which things start. */
@Command(
        name = "java -jar tmc-stats.jar",
        sortOptions = false,
        description = "Call-quality and set-top-box statistics: PostgreSQL and the server.",
        footer = {
            "",
            "Environment: TMC_ADMIN_SECRET (secret of the client admin at the first start),",
            "TMC_DATABASE_URL, TMC_DATABASE_USER, TMC_DATABASE_PASSWORD, TMC_TLS_CERTIFICATE and TMC_TLS_KEY",
            "(https), and every setting as TMC_...",
            "Ctrl-C or SIGTERM stops all of it."
        })
final class Launcher implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for everything that is kept (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(names = "--port", paramLabel = "N", description = "HTTP port (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--address",
            paramLabel = "A",
            description = "Address to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "An external PostgreSQL, jdbc:postgresql://host:5432/name, instead of the embedded one.")
    private @Nullable String database;

    @Option(names = "--migrate", description = "Bring the database up to date as its owner and end, without a server.")
    private boolean migrate;

    @Option(names = "--help", usageHelp = true, description = "Show this text.")
    private boolean help;

    private Launcher() {}

    static void launch(String[] arguments) {
        int code = new CommandLine(new Launcher())
                .setParameterExceptionHandler((e, rest) -> refuse(e.getMessage() + " (see --help)"))
                .setExecutionExceptionHandler((e, line, result) -> {
                    if (e instanceof LaunchException) {
                        return refuse(e.getMessage());
                    }
                    throw e;
                })
                .execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int refuse(@Nullable String line) {
        System.err.println("tmc-stats: " + line);
        return 1;
    }

    /** Each step needs the ones before it; whatever was started is stopped by {@link Shutdown}, also after a failure. */
    @Override
    public Integer call() {
        // The server takes standard output for its log.
        PrintStream terminal = System.out;
        DataFolder folder = DataFolder.take(data);
        Tls tls = migrate ? null : Tls.from(Launcher::setting);
        InetAddress listen = listenAddress(tls);
        Login login;
        Shutdown shutdown = Shutdown.arrange(folder);
        Optional<Login> external = externalDatabase();
        int applied = 0;
        if (external.isPresent()) {
            login = external.get();
            login.check();
            if (migrate) {
                applied = Migrations.apply(login);
            } else {
                Migrations.refuseUnlessReady(login);
            }
        } else {
            EmbeddedDatabase embedded = EmbeddedDatabase.start(folder);
            shutdown.databaseStarted(embedded);
            EmbeddedDatabase.Logins logins = embedded.logins();
            applied = Migrations.apply(logins.owner());
            login = logins.server();
            embedded.watch();
        }
        if (migrate) {
            terminal.println("tmc-stats: " + login + " is up to date, migrations applied: " + applied);
            return 0;
        }
        hand(login, folder);
        Server server = new Server(packaged("tmc-stats.war"), folder, new Server.Listening(listen, port, tls));
        shutdown.serverStarts();
        server.start();
        terminal.println("tmc-stats is ready: " + server.address());
        terminal.flush();
        return 0;
    }

    private InetAddress listenAddress(@Nullable Tls tls) {
        if (port < 1 || port > 65535) {
            throw new LaunchException("the port must be from 1 to 65535");
        }
        InetAddress listen;
        try {
            listen = InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new LaunchException("the address " + address + " is not known here");
        }
        if (!migrate && !Ports.free(listen, port)) {
            throw new LaunchException("port " + port + " on " + address + " is taken or not allowed; see --port");
        }
        if (tls != null && !Ports.free(listen, tls.port())) {
            throw new LaunchException(
                    "port " + tls.port() + " on " + address + " is taken or not allowed; see tmc.tls.port");
        }
        return listen;
    }

    private Optional<Login> externalDatabase() {
        String url = database == null ? setting("tmc.database.url", "") : database;
        return url.isEmpty()
                ? Optional.empty()
                : Optional.of(Login.of(
                        url,
                        setting("tmc.database.user", migrate ? "tmc" : "tmc_server"),
                        setting("tmc.database.password", "")));
    }

    /** What the application reads by MicroProfile Config; system properties win over the environment there as here. */
    private static String setting(String key, String missing) {
        String environment = System.getenv(key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT));
        return System.getProperty(key, environment == null ? missing : environment);
    }

    private static void hand(Login login, DataFolder folder) {
        System.setProperty("tmc.database.url", login.url());
        System.setProperty("tmc.database.user", login.user());
        System.setProperty("tmc.database.password", login.password());
        hand("tmc.spool.dir", folder.resolve("spool"));
        hand("tmc.log.dir", folder.resolve("log"));
        hand("tmc.keys.file", folder.resolve("keys").resolve("master.key"));
        hand("tmc.privacy.ledger-file", folder.resolve("privacy").resolve("erasure-ledger.jsonl"));
        hand("tmc.audit.anchor-file", folder.resolve("audit").resolve("anchors"));
    }

    private static void hand(String key, Path missing) {
        System.setProperty(key, setting(key, missing.toString()));
    }

    private static Path packaged(String file) {
        try {
            Path jar = Path.of(Launcher.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path found = jar.resolveSibling(file);
            if (Files.isReadable(found)) {
                return found;
            }
            throw new LaunchException("the package is not complete: " + found + " is missing");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
