/**
 * Finds out what a server can do, before anything is judged: {@link pgconform.target.probe.Prober}
 * asks a {@link pgconform.target.probe.ServerUnderTest}, wherever that comes from.
 */
package pgconform.target.probe;
