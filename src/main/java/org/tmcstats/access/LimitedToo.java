package org.tmcstats.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The resource method answers clients that see some customers' data only ({@link Client#customers()}) with nothing of
 * others. All methods without this refuse such clients: forgotten is not the same as filtered.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface LimitedToo {}
