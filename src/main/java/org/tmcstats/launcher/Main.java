package org.tmcstats.launcher;

/** Checks the version of Java before anything else is loaded; compiled for Java 8, so that an old Java can say so. */
public final class Main {
    private Main() {}

    /** See {@code --help}. Ends with 1 after a failure, which it tells in one line on standard error. */
    public static void main(String[] args) {
        String version = System.getProperty("java.specification.version", "");
        if (!version.equals("17") && !version.equals("21")) {
            System.err.println("tmc-stats: needs Java 17 or 21, this is Java " + version);
            System.exit(1);
        }
        Launcher.launch(args);
    }
}
