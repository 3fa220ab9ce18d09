package org.tmcstats.raw;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;

/** Addresses and participants of one write: those not known to be stored, each once, in an order common to all writers. */
final class IdentityRows {
    private record Address(LocalDate day, long call, int source, String local, String remote) {}

    private record Person(LocalDate day, long call, String role, String externalId, String name) {}

    private record BoxAddress(LocalDate day, long device, String name, String ip, String netmask, String gateway) {}

    private final Seen seen;
    private final TreeSet<Address> addresses = new TreeSet<>(Comparator.comparing(Address::call)
            .thenComparing(Address::source)
            .thenComparing(Address::local)
            .thenComparing(Address::remote)
            .thenComparing(Address::day));
    private final TreeSet<Person> persons = new TreeSet<>(Comparator.comparing(Person::call)
            .thenComparing(Person::role)
            .thenComparing(Person::externalId)
            .thenComparing(Person::name)
            .thenComparing(Person::day));
    private final TreeSet<BoxAddress> boxes = new TreeSet<>(Comparator.comparing(BoxAddress::device)
            .thenComparing(BoxAddress::name)
            .thenComparing(BoxAddress::ip)
            .thenComparing(BoxAddress::netmask)
            .thenComparing(BoxAddress::gateway)
            .thenComparing(BoxAddress::day));

    IdentityRows(Seen seen) {
        this.seen = seen;
    }

    void add(CallReport report, long call, int source) {
        LocalDate day = LocalDate.ofEpochDay(CallRows.day(report.atMicros()));
        if (report.localAddress() != null || report.remoteAddress() != null) {
            Address address =
                    new Address(day, call, source, orEmpty(report.localAddress()), orEmpty(report.remoteAddress()));
            if (!seen.contains(address)) {
                addresses.add(address);
            }
        }
        for (CallEvent event : report.events()) {
            CallEvent.Participant who = event.participant();
            if (who != null) {
                persons.add(new Person(day, call, who.role(), who.externalId(), who.name()));
            }
        }
    }

    void add(StbNetwork report, long device) {
        if (report.ip() != null || report.netmask() != null || report.gateway() != null) {
            BoxAddress address = new BoxAddress(
                    LocalDate.ofEpochDay(CallRows.day(report.atMicros())),
                    device,
                    report.name(),
                    orEmpty(report.ip()),
                    orEmpty(report.netmask()),
                    orEmpty(report.gateway()));
            if (!seen.contains(address)) {
                boxes.add(address);
            }
        }
    }

    void write(Handle handle) {
        if (!addresses.isEmpty()) {
            List<Address> rows = new ArrayList<>(addresses);
            handle.createUpdate(Database.sql("identity/addresses"))
                    .bindArray(
                            "days",
                            LocalDate.class,
                            rows.stream().map(Address::day).toList())
                    .bindArray(
                            "calls",
                            Long.class,
                            rows.stream().map(Address::call).toList())
                    .bindArray(
                            "sources",
                            Integer.class,
                            rows.stream().map(Address::source).toList())
                    .bindArray(
                            "locals",
                            String.class,
                            rows.stream().map(Address::local).toList())
                    .bindArray(
                            "remotes",
                            String.class,
                            rows.stream().map(Address::remote).toList())
                    .execute();
        }
        if (!persons.isEmpty()) {
            List<Person> rows = new ArrayList<>(persons);
            handle.createUpdate(Database.sql("identity/participants"))
                    .bindArray(
                            "days",
                            LocalDate.class,
                            rows.stream().map(Person::day).toList())
                    .bindArray(
                            "calls", Long.class, rows.stream().map(Person::call).toList())
                    .bindArray(
                            "roles",
                            String.class,
                            rows.stream().map(Person::role).toList())
                    .bindArray(
                            "ids",
                            String.class,
                            rows.stream().map(Person::externalId).toList())
                    .bindArray(
                            "names",
                            String.class,
                            rows.stream().map(Person::name).toList())
                    .execute();
        }
        if (!boxes.isEmpty()) {
            List<BoxAddress> rows = new ArrayList<>(boxes);
            handle.createUpdate(Database.sql("identity/device-addresses"))
                    .bindArray(
                            "days",
                            LocalDate.class,
                            rows.stream().map(BoxAddress::day).toList())
                    .bindArray(
                            "devices",
                            Long.class,
                            rows.stream().map(BoxAddress::device).toList())
                    .bindArray(
                            "names",
                            String.class,
                            rows.stream().map(BoxAddress::name).toList())
                    .bindArray(
                            "ips",
                            String.class,
                            rows.stream().map(BoxAddress::ip).toList())
                    .bindArray(
                            "netmasks",
                            String.class,
                            rows.stream().map(BoxAddress::netmask).toList())
                    .bindArray(
                            "gateways",
                            String.class,
                            rows.stream().map(BoxAddress::gateway).toList())
                    .execute();
        }
    }

    /** Called once the rows are committed. */
    void committed() {
        seen.committed(addresses);
        seen.committed(boxes);
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
