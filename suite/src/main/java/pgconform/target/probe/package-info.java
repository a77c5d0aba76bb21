/**
 * Finds out what a server can do, before anything is judged: {@link pgconform.target.probe.Prober}
 * probes a {@link pgconform.target.probe.ServerUnderTest}, regardless of its origin.
 */
package pgconform.target.probe;
