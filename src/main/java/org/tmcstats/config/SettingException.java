package org.tmcstats.config;

import org.jspecify.annotations.Nullable;

/** A setting that cannot be used; the message names the key and what is expected, never the value. */
public final class SettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param fault what is wrong, behind the key */
    public SettingException(String key, String fault) {
        this(key, fault, null);
    }

    public SettingException(String key, String fault, @Nullable Throwable cause) {
        super("setting " + key + " " + fault, cause);
    }
}
