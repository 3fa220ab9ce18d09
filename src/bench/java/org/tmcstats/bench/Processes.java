package org.tmcstats.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time and memory of processes as Linux counts them; nothing is known on other systems. */
final class Processes {
    /** USER_HZ, 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private Processes() {}

    /** CPU seconds of a process and all its descendants, ended ones included; NaN where unknown. */
    static double cpuSeconds(long pid) {
        ProcessHandle root = ProcessHandle.of(pid).orElse(null);
        if (root == null) {
            return Double.NaN;
        }
        double seconds = own(pid);
        for (ProcessHandle child : (Iterable<ProcessHandle>) root.descendants()::iterator) {
            double its = own(child.pid());
            seconds += Double.isNaN(its) ? 0 : its;
        }
        return seconds;
    }

    /** Peak resident memory, MiB; NaN where unknown. */
    static double peakMib(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return Double.NaN;
    }

    private static double own(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // proc(5): behind the name, utime, stime, cutime and cstime are fields 14 to 17.
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1));
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields.get(i));
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
