package org.tmcstats.feed.mediaserver;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Begins and ends the connections to media servers with the application, on the server's WebSocket container and threads.
 * Connecting and closing wait for the far end, hence threads of their own beside the server's scheduler.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MediaServerFeed {
    @Inject
    private MediaServers servers;

    @Resource
    private ManagedScheduledExecutorService timer;

    @Resource
    private ManagedThreadFactory threads;

    private ExecutorService workers;
    private ClientContainer container;

    @PostConstruct
    void start() {
        workers = Executors.newCachedThreadPool(threads);
        container = new ClientContainer();
        servers.start(container, timer, workers);
    }

    @PreDestroy
    void stop() {
        servers.stop();
        workers.shutdownNow();
        container.end();
    }
}
