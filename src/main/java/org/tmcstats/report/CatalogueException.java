package org.tmcstats.report;

/** A report's file that cannot be used; the message says which line and why. The server does not start with one. */
final class CatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogueException(String message) {
        super(message);
    }

    CatalogueException(String message, Throwable cause) {
        super(message, cause);
    }
}
