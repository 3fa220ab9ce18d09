package org.tmcstats.privacy;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives the places of what a privacy job works through, tables or files. Its checkpoint is how many are done. */
@Named
@Dependent
class SubjectReader extends AbstractItemReader {
    private final SubjectWork work;
    private final UUID request;
    private final String what;
    private List<String> items = List.of();
    private int next;

    @Inject
    SubjectReader(
            SubjectWork work,
            @BatchProperty(name = "request") String request,
            @BatchProperty(name = "what") String what) {
        this.work = work;
        this.request = UUID.fromString(request);
        this.what = what;
    }

    @Override
    public void open(@Nullable Serializable checkpoint) {
        items = work.items(request, what);
        next = checkpoint instanceof Integer done ? done : 0;
    }

    @Override
    public @Nullable Object readItem() {
        return next < items.size() ? (Object) next++ : null;
    }

    @Override
    public Integer checkpointInfo() {
        return next;
    }
}
