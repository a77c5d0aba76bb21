package pgconform.exchange;

import java.util.Set;
import pgconform.link.Event;
import pgconform.scenario.Pattern;
import pgconform.scenario.Step;
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
final class Unnamed {
  private static final Set<String> ASYNCHRONOUS =
      Set.of("NoticeResponse", "ParameterStatus", "NotificationResponse", "any");

  private final boolean asynchronous;
  private final boolean requests;

  Unnamed(Step.Expect step) {
    asynchronous =
        step.choices().stream().noneMatch(c -> named(c.pattern(), Unnamed::isAsynchronous));
    requests = step.choices().stream().noneMatch(c -> named(c.pattern(), Unnamed::isRequest));
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

  private interface Test {
    boolean of(Pattern.One one);
  }

  private static boolean named(Pattern pattern, Test test) {
    if (pattern instanceof Pattern.One one) {
      return test.of(one);
    } else if (pattern instanceof Pattern.Sequence p) {
      return p.parts().stream().anyMatch(part -> named(part, test));
    } else if (pattern instanceof Pattern.Either p) {
      return p.parts().stream().anyMatch(part -> named(part, test));
    } else if (pattern instanceof Pattern.AnyOrder p) {
      return p.parts().stream().anyMatch(part -> named(part, test));
    }
    return named(((Pattern.Repeated) pattern).pattern(), test);
  }
}
