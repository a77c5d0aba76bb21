/**
 * The interpreter: runs one case of a scenario over links and judges it. The only place that knows
 * what steps do.
 *
 * <p>An {@link pgconform.exchange.Exchange} gives a case to an {@code Interpreter}; it is the only
 * class that looks at which kind of {@link pgconform.exchange.Subject} is under test. The {@code
 * Interpreter} visits the steps, and knows their order, loops and {@code Branches}. Each class that
 * carries out steps knows one matter: {@code Opening} how connections and sessions begin, {@code
 * Sending} what leaves on them, {@code Holding} how a query is kept running, {@code Expecting} what
 * comes, {@code Outcomes} what follows from it, {@code SessionKeys} what sessions were given to be
 * canceled by. {@code Exhausting}, {@code Canceling} and {@code AliveCheck} are put together from
 * these. All share the {@code CurrentServer} and what names stand for at the moment ({@code
 * Scope}).
 *
 * <p>With a client, the {@code ClientInterpreter} does the same from the server's side: {@code
 * Admitting} takes connections and starts sessions, {@code Serving} answers what a driver asks for
 * its own purposes, and {@code Told} tells the client's program what to do.
 *
 * <p>What comes is followed by {@code Matching}, event by event: {@code EventMatcher} tells whether
 * an event is what one letter of a pattern describes, and {@code ToleratedMessages} which messages
 * may come although no pattern names them.
 *
 * <p>A case ends in one of four ways: all steps were satisfied, or it was ended early ({@code
 * CaseEnded}) because a step was {@code Broken}, an outcome has {@code Decided} it, or the suite
 * was {@code Unable} to tell. Further {@code Remarks} are kept on the way. What all of that means
 * is up to the {@link pgconform.exchange.Judge}.
 */
package pgconform.exchange;
