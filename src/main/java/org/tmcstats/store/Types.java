package org.tmcstats.store;

import java.sql.Array;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.spi.JdbiPlugin;

/** Times and arrays as PostgreSQL wants them: instants as timestamptz, Java arrays as SQL arrays. */
final class Types implements JdbiPlugin {
    @Override
    public void customizeJdbi(Jdbi jdbi) {
        jdbi.registerArgument(new Instants());
        jdbi.registerColumnMapper(Instant.class, (rs, column, context) -> {
            OffsetDateTime value = rs.getObject(column, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        });
        jdbi.registerColumnMapper(LocalDate.class, (rs, column, context) -> rs.getObject(column, LocalDate.class));
        jdbi.registerColumnMapper(long[].class, (rs, column, context) -> {
            Array value = rs.getArray(column);
            if (value == null) {
                return null;
            }
            Long[] boxed = (Long[]) value.getArray();
            long[] result = new long[boxed.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = boxed[i];
            }
            return result;
        });
        jdbi.registerArrayType(Long.class, "bigint");
        jdbi.registerArrayType(Integer.class, "integer");
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(LocalDate.class, "date");
        jdbi.registerArrayType(UUID.class, "uuid");
    }

    private static final class Instants extends AbstractArgumentFactory<Instant> {
        Instants() {
            super(java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value.atOffset(ZoneOffset.UTC));
        }
    }
}
