/**
 * The benchmark: what the packaged server and its rooms do in a second, each figure beside a reference measured in the
 * same run. Owns no product code and asserts nothing: it measures and writes {@code target/bench.json}.
 */
@org.jspecify.annotations.NullMarked
package org.tmcstats.bench;
