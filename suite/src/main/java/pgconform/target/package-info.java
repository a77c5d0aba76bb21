/**
 * The one door to what a run is aimed at. Each kind of target is one class that implements {@link
 * pgconform.target.TargetSpec} and one line in {@link pgconform.target.Targets}: it starts a
 * server, or only says how one is reached, and the rest is the same for all.
 *
 * <p>Behind the door are rooms, each of which knows only those before it: {@code failure}, what is
 * said when there is no target; {@code libpq}, connection settings as libpq understands them;
 * {@code process}, programs that live no longer than a run; {@code probe}, which finds out what a
 * server can do; {@code postgres}, PostgreSQL as it is started for a run; and {@code command}, a
 * server that a command of the user's starts. One room lies before the door: {@code client}, where
 * client programs are started, which are told what to do and connect to us.
 */
package pgconform.target;
