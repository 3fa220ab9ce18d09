package org.tmcstats.web;

/** A stack trace without messages, which can repeat values of requests and rows. */
final class Trace {
    private static final int FRAMES = 40;

    private Trace() {}

    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            text.append(t == failure ? "" : "caused by ").append(t.getClass().getName());
            if (t instanceof org.tmcstats.problem.ProblemException) {
                text.append(": ").append(t.getMessage());
            }
            StackTraceElement[] frames = t.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                text.append("\n\tat ").append(frames[i]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
