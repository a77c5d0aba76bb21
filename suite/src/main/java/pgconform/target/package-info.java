/**
 * Contains the targets of a run. Each kind of target is one class that implements {@link
 * pgconform.target.TargetSpec} and one line in {@link pgconform.target.Targets}: it starts a
 * server, or only returns how one is reached, and the rest is the same for all kinds.
 *
 * <p>This package uses the following ones, each of which depends only on those before it: {@code
 * failure} reports that there is no target; {@code libpq} reads connection settings as libpq does;
 * {@code process} runs programs that live no longer than a run; {@code probe} finds out what a
 * server can do; {@code postgres} starts PostgreSQL for a run; and {@code command} starts a server
 * with a command of the user. The package {@code client} uses this one; it starts client programs,
 * which receive commands and connect to pgconform.
 */
package pgconform.target;
