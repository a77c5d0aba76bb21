package pgconform.exchange;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import pgconform.link.Event;
import pgconform.property.ParameterList;
import pgconform.scenario.Expression;
import pgconform.scenario.FieldTest;
import pgconform.scenario.FieldValues;
import pgconform.scenario.Pattern;
import pgconform.scenario.Vocabulary;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.Bytes;
import pgconform.wire.Diagnostic;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;

/** Tests whether an event matches a single element of a pattern. */
final class EventMatcher {
  private final Function<Expression.Variable, Object> variables;

  /**
   * Creates a matcher.
   *
   * @param variables returns the value of a variable
   */
  EventMatcher(Function<Expression.Variable, Object> variables) {
    this.variables = variables;
  }

  boolean holds(Pattern.One one, Event event) {
    if (event instanceof Event.Flooded && !one.name().equals("Flooded")) {
      return false;
    }
    if (!one.name().equals(Vocabulary.ANY) && !named(one.name(), event)) {
      return false;
    }
    return one.tests().stream().allMatch(test -> holds(test, subject(event)));
  }

  private static boolean named(String name, Event event) {
    String actual = name(event);
    return actual.equals(name)
        || (name.equals(Vocabulary.ANY_AUTHENTICATION) && actual.startsWith(name));
  }

  /** Returns the name of an event in patterns. */
  static String name(Event event) {
    return event instanceof Event.Received received
        ? received.message().messageName()
        : event.getClass().getSimpleName();
  }

  private static Object subject(Event event) {
    return event instanceof Event.Received received ? received.message() : event;
  }

  private boolean holds(FieldTest test, Object subject) {
    List<String> forms = forms(subject, test.field());
    boolean any =
        test.values().stream()
            .anyMatch(value -> value.isAmong(forms, v -> forms(variables.apply(v))));
    return any != test.negated();
  }

  /**
   * Returns the ways in which a pattern may write a field of an ErrorResponse or a NoticeResponse.
   * A server whose messages are in another language translates the severity in field S; field V
   * contains it untranslated (Error and Notice Message Fields).
   */
  private static List<String> forms(Diagnostic diagnostic, char field) {
    Optional<String> value = diagnostic.field(field);
    Optional<String> untranslated = diagnostic.field('V');
    if (field == 'S'
        && untranslated.isPresent()
        && value.filter(word -> !FieldValues.SEVERITIES.contains(word)).isPresent()) {
      return List.of(value.get(), untranslated.get());
    }
    return List.of(value.orElse("absent"));
  }

  /** Returns the ways in which a pattern may write the value of a field. */
  private static List<String> forms(Object subject, String field) {
    boolean size = field.endsWith(".size");
    String name = size ? field.substring(0, field.length() - 5) : field;
    if (subject instanceof ReadyForQuery ready) {
      return FieldValues.transactionStatus(ready.status());
    } else if (subject instanceof EncryptionResponse response) {
      return List.of(String.valueOf((char) response.reply()));
    } else if (subject instanceof Event.Closed closed && name.isEmpty()) {
      String how = closed.reset() ? "RST" : "FIN";
      return closed.closeNotify() ? List.of(how, "close_notify") : List.of(how);
    } else if (subject instanceof NegotiateProtocolVersion v && name.equals("version")) {
      return List.of(ProtocolVersion.of(v.version()).toString(), Integer.toString(v.version()));
    } else if (subject instanceof Diagnostic diagnostic && (name.isEmpty() || name.length() == 1)) {
      return forms(diagnostic, name.isEmpty() ? 'C' : name.charAt(0));
    }
    Object value = component(subject, name);
    if (size) {
      return List.of(Integer.toString(sizeOf(value)));
    }
    return forms(value);
  }

  /** Returns the value of a field of a message or event; the first field if the name is empty. */
  static Object component(Object subject, String name) {
    if (subject instanceof AuthenticationSASLContinue challenge && name.length() == 1) {
      return challenge.attribute(name.charAt(0)).orElse("absent");
    }
    for (RecordComponent component : subject.getClass().getRecordComponents()) {
      String its = component.getName();
      if (name.isEmpty() ? !its.equals("nanos") : its.equals(name)) {
        try {
          return component.getAccessor().invoke(subject);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("a record's accessor does not fail", e);
        }
      }
    }
    return "";
  }

  private static int sizeOf(Object value) {
    if (value instanceof Bytes bytes) {
      return bytes.size();
    } else if (value instanceof List<?> list) {
      return list.size();
    }
    return String.valueOf(value).length();
  }

  private static List<String> forms(Object value) {
    if (value instanceof Bytes bytes) {
      return List.of(bytes.toHex(), bytes.text());
    } else if (value instanceof Optional<?> optional) {
      return optional.isEmpty() ? List.of("NULL") : forms(optional.get());
    } else if (value instanceof ParameterList list) {
      return forms(list.entries().stream().map(Parameter::name).toList());
    } else if (value instanceof List<?> list) {
      // A list is written as its items separated by spaces, and a list of one item as that item.
      return List.of(
          list.stream()
              .map(EventMatcher::forms)
              .map(forms -> forms.get(forms.size() - 1))
              .collect(Collectors.joining(" ")));
    }
    return List.of(String.valueOf(value));
  }
}
