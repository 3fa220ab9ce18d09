package org.tmcstats.launcher;

/** A reason not to start, told to the person at the terminal in one line. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaunchException(String line) {
        super(line);
    }

    LaunchException(String line, Throwable cause) {
        super(line + ": " + oneLine(cause), cause);
    }

    private static String oneLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
