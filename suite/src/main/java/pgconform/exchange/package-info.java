/**
 * The interpreter: runs one case of a scenario over links and judges it. The only place that knows
 * what steps do.
 *
 * <p>An {@link pgconform.exchange.Exchange} gives a case to an {@code Interpreter}, which knows the
 * order of its steps, loops and {@code Branches}. Whoever carries a step out knows one matter:
 * {@code Opening} how connections and sessions begin, {@code Sending} what leaves on them, {@code
 * Holding} how a query is kept running, {@code Expecting} what comes, {@code Outcomes} what follows
 * from it, {@code Keys} what sessions were given to be cancelled by. {@code Filling}, {@code
 * Cancelling} and {@code Asking} are put together from these. All share the {@code CurrentServer}
 * and what names stand for at the moment ({@code Scope}).
 *
 * <p>A case ends in one of four ways: all steps were satisfied; one was {@code Broken}; an outcome
 * has {@code Decided} it; the suite was {@code Unable} to tell. What it only says on the way is
 * kept as {@code Remarks}. What all of that means is up to the {@link pgconform.exchange.Judge}.
 */
package pgconform.exchange;
