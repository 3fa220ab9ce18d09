package org.tmcstats.launcher;

import java.nio.file.FileSystemException;

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
        String kind = cause.getClass().getSimpleName();
        String message = cause.getMessage() == null ? kind : cause.getMessage();
        if (cause instanceof FileSystemException) {
            // The message of these is often the file's name alone.
            message += " (" + kind.replace("Exception", "") + ")";
        }
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
