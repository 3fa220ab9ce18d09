/**
 * Settings: typed, bounded, refused when unknown. {@code payara-config/microprofile-config.properties} is their list, with
 * default, unit and bounds. Refuses to know what a setting is for.
 */
@NullMarked
package org.tmcstats.config;

import org.jspecify.annotations.NullMarked;
