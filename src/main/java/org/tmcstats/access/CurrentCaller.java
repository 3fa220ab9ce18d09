package org.tmcstats.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who the request under way comes from. Filled by {@link Authentication}; nobody outside a request, such as in jobs. */
@RequestScoped
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

    private @Nullable Client client;
    private @Nullable SignIn signIn;
    private @Nullable String address;

    void is(Client caller, SignIn how, String from) {
        client = caller;
        signIn = how;
        address = from;
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
