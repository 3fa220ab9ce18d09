package org.tmcstats.privacy;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.UUID;

/** Works on one table or file in the transaction of its checkpoint. */
@Named
@Dependent
class SubjectWriter extends AbstractItemWriter {
    private final SubjectWork work;
    private final UUID request;
    private final String what;

    @Inject
    SubjectWriter(
            SubjectWork work,
            @BatchProperty(name = "request") String request,
            @BatchProperty(name = "what") String what) {
        this.work = work;
        this.request = UUID.fromString(request);
        this.what = what;
    }

    @Override
    public void writeItems(List<Object> items) {
        for (Object item : items) {
            if (item instanceof Integer place) {
                work.work(request, what, place);
            }
        }
    }
}
