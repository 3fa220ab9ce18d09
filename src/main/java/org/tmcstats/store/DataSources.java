package org.tmcstats.store;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/** The one pool, for the application and the batch runtime's repository: two would break checkpoints. */
@ApplicationScoped
@DataSourceDefinition(
        name = DataSources.NAME,
        className = "org.postgresql.ds.PGSimpleDataSource",
        url = "${MPCONFIG=tmc.database.url}",
        user = "${MPCONFIG=tmc.database.user}",
        password = "${MPCONFIG=tmc.database.password}",
        minPoolSize = 2,
        maxPoolSize = 32,
        properties = {
            "tcpKeepAlive=true",
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.PostgresConnectionValidation",
            "fish.payara.validate-atmost-once-period-in-seconds=1",
            "fish.payara.fail-all-connections=true"
        })
class DataSources {
    static final String NAME = "java:global/jdbc/tmc";
}
