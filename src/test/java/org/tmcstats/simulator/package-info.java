/** Sources as they speak on the wire, for tests, the benchmark and the demo. */
package org.tmcstats.simulator;
