package org.tmcstats.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL on one data folder, through its own programs. They know it by {@code postmaster.pid}, not by its port,
 * so another server on that port is never mistaken for it.
 */
final class PostgresProcess {
    /** Long enough for the recovery of a large log after a crash. */
    private static final String PATIENCE_S = "600";

    private final Path binaries;
    private final Path data;
    private final Path output;
    private final List<String> prefix;

    /**
     * @param binaries folder with {@code bin/}
     * @param data data folder
     * @param output file for what the programs print
     */
    PostgresProcess(Path binaries, Path data, Path output) throws IOException {
        this.binaries = binaries;
        this.data = data;
        this.output = output;
        this.prefix = prefix();
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it is. */
    private static List<String> prefix() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        try {
            Process probe = new ProcessBuilder("unshare", "-U", "true").start();
            if (probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0) {
                return List.of("unshare", "-U");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new LaunchException(
                "PostgreSQL does not run as root, and this machine does not let unshare hide it: start as another user");
    }

    boolean exists() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /** Makes the data folder; the superuser is {@code postgres}. */
    void initialise(Path passwordFile, String settings) throws IOException {
        // Made aside and renamed: a half-made folder is never taken for a whole one.
        Path aside = data.resolveSibling("postgres.new");
        DataFolder.delete(aside);
        run(
                "initdb",
                "--pgdata=" + aside,
                "--username=postgres",
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8");
        Path conf = aside.resolve("postgresql.conf");
        Files.writeString(conf, Files.readString(conf) + "\ninclude '" + settings + "'\n");
        Files.move(aside, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Starts and returns when connections are accepted. */
    void start() throws IOException {
        // A postmaster.pid whose number now belongs to another process would keep PostgreSQL from starting.
        if (running().isEmpty()) {
            Files.deleteIfExists(pidFile());
        }
        run("pg_ctl", "start", "-D", data.toString(), "-w", "-t", PATIENCE_S);
    }

    /** Ends all sessions, stops, and returns when the process is gone and its port is free. */
    void stop() throws IOException {
        Optional<ProcessHandle> server = running();
        if (server.isEmpty()) {
            return;
        }
        run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", PATIENCE_S);
        // pg_ctl waits for postmaster.pid to go, which happens just before the end. Bounded, since a process that
        // nobody
        // reaps (a container without init) looks alive for ever.
        server.get()
                .onExit()
                .completeOnTimeout(server.get(), 5, TimeUnit.SECONDS)
                .join();
    }

    /** The live server process of this folder. A process that is gone but not reaped has no command line. */
    Optional<ProcessHandle> running() {
        try {
            List<String> lines = Files.readAllLines(pidFile());
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                            .filter(p -> p.info()
                                    .commandLine()
                                    .filter(line -> line.contains("postgres") && line.contains(data.toString()))
                                    .isPresent());
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        try {
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new IOException("PostgreSQL's " + program + " ended with " + code + ", see " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for PostgreSQL's " + program, e);
        }
    }
}
