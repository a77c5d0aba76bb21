package pgconform.exchange;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.property.ParameterList;
import pgconform.scenario.Payload;
import pgconform.scenario.Vocabulary;
import pgconform.session.Login;
import pgconform.wire.Bytes;
import pgconform.wire.Column;
import pgconform.wire.Field;
import pgconform.wire.Frame;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.Message;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolTwoStartupMessage;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.SSLRequest;

/** Encodes the messages and bytes that a scenario sends. */
final class Payloads {
  /** The notation of an absent value; it is not valid as bytes. */
  private static final String NULL = "NULL";

  private final CaseVariables scope;
  private final Login login;

  Payloads(CaseVariables scope, Login login) {
    this.scope = scope;
    this.login = login;
  }

  /**
   * The data to send.
   *
   * @param items the messages, for the transcript
   * @param asksForEncryption whether the answer is a single octet
   * @param asksForProtocolTwo whether the answer may be in protocol 2.0
   */
  record Ready(
      Bytes octets, List<Object> items, boolean asksForEncryption, boolean asksForProtocolTwo) {}

  Ready of(List<Payload> payload) {
    Bytes octets = Bytes.EMPTY;
    List<Object> items = new ArrayList<>();
    boolean asks = false;
    boolean two = false;
    for (Payload piece : payload) {
      if (piece instanceof Payload.Octets raw) {
        Bytes bytes = CaseVariables.octets(scope.value(raw.value()));
        octets = octets.plus(bytes);
        items.add(bytes.size() + " octets " + bytes);
      } else {
        Payload.Message template = (Payload.Message) piece;
        Message message = message(template);
        octets = octets.plus(changed(message.frame(), template.changes()).toBytes());
        items.add(template.changes().isEmpty() ? message : message + " " + words(template));
        two |= message instanceof ProtocolTwoStartupMessage;
        asks |= message instanceof SSLRequest || message instanceof GSSENCRequest;
      }
    }
    return new Ready(octets, items, asks, two);
  }

  private String words(Payload.Message template) {
    StringBuilder words = new StringBuilder("with");
    for (Payload.Change change : template.changes()) {
      words
          .append(' ')
          .append(change.kind().name().toLowerCase(java.util.Locale.ROOT))
          .append(' ')
          .append(scope.text(change.value()));
    }
    return words.toString();
  }

  private Frame changed(Frame frame, List<Payload.Change> changes) {
    Frame result = frame;
    for (Payload.Change change : changes) {
      String value = scope.text(change.value());
      result =
          switch (change.kind()) {
            case TYPE -> result.withType(value.length() == 1 ? value.charAt(0) : number(value));
            case LENGTH -> result.withLength(number(value));
            case CODE ->
                result.withCode(
                    value.contains(".") ? ProtocolVersion.parse(value).code() : number(value));
            case APPEND -> result.append(CaseVariables.octets(scope.value(change.value())));
            case TRUNCATE -> result.truncate(number(value));
          };
    }
    return result;
  }

  private static int number(String text) {
    return (int) Long.decode(text.strip()).longValue();
  }

  private Message message(Payload.Message template) {
    Map<String, Object> given = new HashMap<>();
    template.fields().forEach(field -> given.put(field.name(), scope.value(field.value())));
    RecordComponent[] components = Vocabulary.sendable(template.name()).getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      Object value = given.get(component.getName());
      arguments[i] =
          value == null
              ? absent(template.name(), component)
              : converted(value, component.getGenericType());
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return (Message)
          Vocabulary.sendable(template.name()).getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a message of the wire can be made from its fields", e);
    }
  }

  /** Returns the default value of a field that the scenario omits. */
  private Object absent(String message, RecordComponent component) {
    if (message.equals("StartupMessage") && component.getType() == List.class) {
      return login.startupMessage().parameters();
    } else if (message.equals("StartupMessage")) {
      return login.version();
    }
    Class<?> type = component.getType();
    if (type == int.class) {
      return 0;
    } else if (type == char.class) {
      // Describe and Close: a prepared statement.
      return 'S';
    } else if (type == String.class) {
      return "";
    } else if (type == Bytes.class) {
      return Bytes.EMPTY;
    } else if (type == List.class) {
      return List.of();
    }
    return Optional.empty();
  }

  private static Object converted(Object value, Type type) {
    if (type == int.class) {
      String text = CaseVariables.text(value);
      // A letter stands for its octet, as in the documentation: ReadyForQuery I.
      return text.matches("[A-Za-z]") ? (int) text.charAt(0) : number(text);
    } else if (type == char.class) {
      return CaseVariables.text(value).charAt(0);
    } else if (type == String.class) {
      return value instanceof Bytes bytes ? bytes.text() : String.valueOf(value);
    } else if (type == Bytes.class) {
      return CaseVariables.octets(value);
    } else if (type == ProtocolVersion.class) {
      return ProtocolVersion.parse(CaseVariables.text(value));
    }
    // A field of any other type is a list, or it may be absent.
    ParameterizedType generic = (ParameterizedType) type;
    Type inner = generic.getActualTypeArguments()[0];
    if (generic.getRawType() == Optional.class) {
      return value.equals(NULL) ? Optional.empty() : Optional.of(converted(value, inner));
    } else if (inner == Parameter.class) {
      return parameters(value);
    } else if (inner == Field.class) {
      return parameters(value).stream()
          .map(each -> new Field(each.name().charAt(0), each.value()))
          .toList();
    } else if (inner == Column.class) {
      return parameters(value).stream()
          .map(each -> new Column(each.name(), 0, 0, number(each.value()), -1, -1, 0))
          .toList();
    }
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    return items.stream().map(item -> converted(item, element(inner))).toList();
  }

  private static Type element(Type inner) {
    return inner == Integer.class ? int.class : inner;
  }

  /**
   * Returns names and values, written as {@code {user: a, database: b}} or {@code [[user, a],
   * [user, b]]}.
   */
  private static List<Parameter> parameters(Object value) {
    List<Parameter> parameters = new ArrayList<>();
    for (Object pair : value instanceof List<?> list ? list : List.of(value)) {
      if (pair instanceof ParameterList list) {
        parameters.addAll(list.entries());
        continue;
      }
      List<?> both = pair instanceof List<?> l ? l : List.of(pair, "");
      String name = (String) converted(both.get(0), String.class);
      String text = both.size() < 2 ? "" : (String) converted(both.get(1), String.class);
      parameters.add(new Parameter(name, text));
    }
    return parameters;
  }
}
