package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/** What the lists of the privacy jobs hold: tables to erase from or to change, files to write. */
@ApplicationScoped
class SubjectWork {
    private final Export export;
    private final Erasure erasure;
    private final Suppressions suppressions;

    @Inject
    SubjectWork(Export export, Erasure erasure, Suppressions suppressions) {
        this.export = export;
        this.erasure = erasure;
        this.suppressions = suppressions;
    }

    List<String> items(UUID request, String what) {
        return switch (what) {
            case "export" ->
                export.items(request).stream().map(ExportItem::toString).toList();
            case "erase" -> erasure.tables();
            case "change" -> suppressions.tables(request);
            default -> throw new IllegalArgumentException("no work of that name");
        };
    }

    void work(UUID request, String what, int place) {
        switch (what) {
            case "export" -> export.write(request, place, export.items(request).get(place));
            case "erase" -> erasure.erase(request, erasure.tables().get(place));
            case "change" ->
                suppressions.change(request, suppressions.tables(request).get(place));
            default -> throw new IllegalArgumentException("no work of that name");
        }
    }
}
