/**
 * Runs a case of a scenario over links and judges it. No other package knows what the steps do.
 *
 * <p>An {@link pgconform.exchange.Exchange} passes a case to an {@code Interpreter}. {@code
 * Exchange} is the only class that depends on the kind of {@link pgconform.exchange.Subject} under
 * test. The {@code Interpreter} visits the steps, and controls their order, their loops and their
 * {@code Branches}. Each class that carries out steps has a single task: {@code Opening} starts
 * connections and sessions, {@code Sending} sends data on them, {@code Holding} keeps a query
 * running, {@code Expecting} receives events, {@code Outcomes} decides what they mean for the case,
 * and {@code SessionKeys} stores the keys for canceling. {@code Exhausting}, {@code Cancelling} and
 * {@code AliveCheck} use these classes. All of them share the {@code CurrentServer} and the named
 * values of the case ({@code CaseVariables}).
 *
 * <p>With a client under test, the {@code ClientInterpreter} does the same on the side of the
 * server: {@code Admitting} accepts connections and starts sessions, {@code Serving} answers the
 * queries that a driver sends for its own purposes, and {@code Told} tells the client program what
 * to do.
 *
 * <p>{@code Matching} follows the received events one by one: {@code EventMatcher} tests whether an
 * event matches a single element of a pattern, and {@code ToleratedMessages} decides which messages
 * may arrive although no pattern names them.
 *
 * <p>A case ends when all its steps are satisfied, or earlier ({@code CaseEnded}) because a step
 * was not satisfied ({@code RequirementFailedException}), an outcome has decided it ({@code
 * OutcomeReachedException}), a precondition could not be set up ({@code
 * PreconditionFailedException}), or the suite cannot judge it ({@code CannotJudgeException}).
 * Meanwhile, {@code CaseRemarks} collects sentences for the report. The {@link
 * pgconform.exchange.Judge} decides what all of that means.
 */
package pgconform.exchange;
