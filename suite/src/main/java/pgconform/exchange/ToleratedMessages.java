package pgconform.exchange;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import pgconform.link.Event;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Pattern;
import pgconform.scenario.Vocabulary;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Message;
import pgconform.wire.ProtocolTwoAuthentication;

/**
 * Decides which messages may arrive although no pattern names them: messages that a server may send
 * at any time (see Asynchronous Operations in the documentation), and authentication requests,
 * which are answered. If one pattern of a step names such a kind of message, all patterns of the
 * step must name it. A NoticeResponse is also ignored if no pattern can match it, because any
 * command can cause one. The pattern {@code NoticeResponse{0}} forbids it.
 */
final class ToleratedMessages {
  private static final String NOTICE = "NoticeResponse";
  private static final Set<String> ASYNCHRONOUS =
      Set.of(NOTICE, "ParameterStatus", "NotificationResponse");

  /** The kinds of messages that no pattern names. */
  private final Set<String> unnamed;

  private final boolean noticesForbidden;
  private final boolean requests;

  ToleratedMessages(ExpectStep step) {
    unnamed =
        ASYNCHRONOUS.stream()
            .filter(kind -> !names(step, one -> Set.of(kind, Vocabulary.ANY).contains(one.name())))
            .collect(Collectors.toSet());
    noticesForbidden = step.choices().stream().anyMatch(c -> forbidsNotices(c.pattern()));
    requests = !names(step, ToleratedMessages::isRequest);
  }

  /** Returns whether the event is a message that a server may send at any time. */
  static boolean isAsynchronous(Event event) {
    return event instanceof Event.Received received
        && ASYNCHRONOUS.contains(received.message().messageName());
  }

  /**
   * Returns whether the event is asynchronous and may be ignored.
   *
   * @param wanted whether a pattern can continue with it
   */
  boolean letsPass(Event event, Predicate<Event> wanted) {
    if (!(event instanceof Event.Received received)) {
      return false;
    }
    String name = received.message().messageName();
    return unnamed.contains(name)
        || (name.equals(NOTICE) && !noticesForbidden && !wanted.test(event));
  }

  /** Returns whether the message is an authentication request that is answered. */
  boolean answers(Message message) {
    return requests
        && message.type() == 'R'
        && !(message instanceof AuthenticationOk)
        && !(message instanceof ProtocolTwoAuthentication);
  }

  private static boolean forbidsNotices(Pattern pattern) {
    boolean none = pattern instanceof Pattern.Repeated repeated && repeated.most() == 0;
    return none
        ? pattern.ones().anyMatch(one -> one.name().equals(NOTICE))
        : pattern.parts().stream().anyMatch(ToleratedMessages::forbidsNotices);
  }

  private static boolean isRequest(Pattern.One one) {
    return one.name().equals(Vocabulary.ANY)
        || (one.name().startsWith("Authentication") && !one.name().equals("AuthenticationOk"));
  }

  private static boolean names(ExpectStep step, Predicate<Pattern.One> which) {
    return step.choices().stream().flatMap(choice -> choice.pattern().ones()).anyMatch(which);
  }
}
