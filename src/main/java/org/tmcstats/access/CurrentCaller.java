package org.tmcstats.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who the request under way comes from, as {@link Authentication} found; nobody outside a request, such as in jobs. */
public class CurrentCaller {
    /** How a caller proved who it is. */
    public enum SignIn {
        /** Id and secret in the header Authorization. */
        BASIC,
        /** A feeder's secret in the address, as set-top boxes send it. */
        KEY,
        /** A token of the OpenID provider. */
        BEARER,
        /** The cookie of a session. */
        SESSION
    }

    private final @Nullable Client client;
    private final @Nullable SignIn signIn;
    private final @Nullable String address;

    /** Nobody. */
    public CurrentCaller() {
        client = null;
        signIn = null;
        address = null;
    }

    CurrentCaller(Client client, SignIn signIn, String address) {
        this.client = client;
        this.signIn = signIn;
        this.address = address;
    }

    /** False before and without authentication. */
    public boolean isKnown() {
        return client != null;
    }

    /** @throws IllegalStateException when nobody is signed in */
    public Client client() {
        return required(client);
    }

    /** Constants of {@link Role}. */
    public List<String> roles() {
        return client().roles();
    }

    public boolean isIn(String role) {
        return roles().contains(role);
    }

    public SignIn signIn() {
        return required(signIn);
    }

    /** IP address of the caller, behind trusted proxies. Personal data: not for logs. */
    public String address() {
        return required(address);
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("nobody is signed in here");
        }
        return value;
    }
}
