package org.tmcstats.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The resource method takes bodies of a few bytes alone, because it answers before anybody has signed in. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ShortBody {
    /** Most bytes of a body. */
    int MOST_BYTES = 4096;
}
