package pgconform.exchange;

import java.util.Set;
import java.util.function.Predicate;
import pgconform.link.Event;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Pattern;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Message;
import pgconform.wire.NoticeResponse;
import pgconform.wire.NotificationResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolTwoAuthentication;

/**
 * What may come without a pattern naming it: messages that a server may send at any time
 * (Asynchronous Operations in the documentation), and requests to authenticate, which are answered.
 * Where one pattern of a step names such a message, all of them have to.
 */
final class ToleratedMessages {
  private static final Set<String> ASYNCHRONOUS =
      Set.of("NoticeResponse", "ParameterStatus", "NotificationResponse", "any");

  private final boolean asynchronous;
  private final boolean requests;

  ToleratedMessages(ExpectStep step) {
    asynchronous = !names(step, ToleratedMessages::isAsynchronous);
    requests = !names(step, ToleratedMessages::isRequest);
  }

  /** Whether the event is news that is let pass. */
  boolean letsPass(Event event) {
    return asynchronous
        && event instanceof Event.Received received
        && (received.message() instanceof NoticeResponse
            || received.message() instanceof ParameterStatus
            || received.message() instanceof NotificationResponse);
  }

  /** Whether the message asks to authenticate and is answered. */
  boolean answers(Message message) {
    return requests
        && message.type() == 'R'
        && !(message instanceof AuthenticationOk)
        && !(message instanceof ProtocolTwoAuthentication);
  }

  private static boolean isAsynchronous(Pattern.One one) {
    return ASYNCHRONOUS.contains(one.name());
  }

  private static boolean isRequest(Pattern.One one) {
    return one.name().equals("any")
        || (one.name().startsWith("Authentication") && !one.name().equals("AuthenticationOk"));
  }

  private static boolean names(ExpectStep step, Predicate<Pattern.One> which) {
    return step.choices().stream().flatMap(choice -> choice.pattern().ones()).anyMatch(which);
  }
}
