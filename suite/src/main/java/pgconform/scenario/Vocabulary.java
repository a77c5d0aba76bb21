package pgconform.scenario;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import pgconform.link.Event;
import pgconform.wire.BackendMessage;
import pgconform.wire.FrontendMessage;

/**
 * The words that scenarios may use for messages and events. Messages and their fields are those of
 * the wire package, so that a new message is known here automatically.
 */
public final class Vocabulary {
  /** Stands for each of the authentication requests and AuthenticationOk. */
  public static final String ANY_AUTHENTICATION = "Authentication";

  /** Stands for every event. */
  public static final String ANY = "any";

  /** Stands for a successful start-up, whatever its keys and versions. */
  public static final String STARTED = "Started";

  private static final Map<String, Class<?>> EVENTS = new TreeMap<>();
  private static final Map<String, Class<?>> FRONTEND = new TreeMap<>();
  private static final Map<String, Class<?>> BACKEND = new TreeMap<>();

  static {
    leaves(BackendMessage.class, BACKEND);
    EVENTS.putAll(BACKEND);
    for (Class<?> event : Event.class.getPermittedSubclasses()) {
      if (event != Event.Received.class) {
        EVENTS.put(event.getSimpleName(), event);
      }
    }
    leaves(FrontendMessage.class, FRONTEND);
  }

  private Vocabulary() {}

  private static void leaves(Class<?> type, Map<String, Class<?>> into) {
    if (type.isRecord()) {
      into.put(type.getSimpleName(), type);
    } else {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        leaves(permitted, into);
      }
    }
  }

  /** Returns the names that a pattern may use if a server is under test. */
  public static Set<String> eventNames() {
    return eventNames(Role.SERVER);
  }

  /** Returns the names that a pattern may use if a subject of that role is under test. */
  public static Set<String> eventNames(Role role) {
    Set<String> names = new TreeSet<>(EVENTS.keySet());
    if (role == Role.CLIENT) {
      names.removeAll(BACKEND.keySet());
      names.addAll(FRONTEND.keySet());
    } else {
      names.add(ANY_AUTHENTICATION);
      names.add(STARTED);
    }
    names.add(ANY);
    return names;
  }

  /** Returns whether a pattern may use this name, in any role. */
  static boolean isEvent(String name) {
    return eventNames(Role.SERVER).contains(name) || eventNames(Role.CLIENT).contains(name);
  }

  /** Returns the record for a name that a pattern may use; null for a family. */
  public static Class<?> event(String name) {
    return EVENTS.getOrDefault(name, FRONTEND.get(name));
  }

  /**
   * Returns the names of the messages that a step may send if a subject of that role is under test.
   */
  static Set<String> sendableNames(Role role) {
    return role == Role.CLIENT ? BACKEND.keySet() : FRONTEND.keySet();
  }

  /** Returns whether a step may send this message, in any role. */
  static boolean isSendable(String name) {
    return FRONTEND.containsKey(name) || BACKEND.containsKey(name);
  }

  /** Returns the names of the messages that a step may send, in any role. */
  static Set<String> sendableNames() {
    Set<String> names = new TreeSet<>(FRONTEND.keySet());
    names.addAll(BACKEND.keySet());
    return names;
  }

  /** Returns the names of the messages that a client may send. */
  public static Set<String> frontendNames() {
    return FRONTEND.keySet();
  }

  /** Returns the record for the name of a message that a step may send. */
  public static Class<?> sendable(String name) {
    return FRONTEND.getOrDefault(name, BACKEND.get(name));
  }

  /** Returns the fields of a message or event; none for a family. */
  public static List<String> fieldsOf(String event) {
    Class<?> type = event(event);
    return type == null ? List.of() : components(type);
  }

  /** Returns the fields of a message that can be sent. */
  public static List<String> sendableFieldsOf(String message) {
    return components(sendable(message));
  }

  /** Returns whether its fields are named by single letters, as in ErrorResponse. */
  public static boolean hasFieldCodes(String event) {
    return event.equals("ErrorResponse") || event.equals("NoticeResponse");
  }

  /** Returns whether it contains attributes of SCRAM, which are named by single letters. */
  public static boolean hasAttributes(String event) {
    return event.equals("AuthenticationSASLContinue");
  }

  private static List<String> components(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    return new ArrayList<>(
        Arrays.stream(components)
            .map(RecordComponent::getName)
            .filter(name -> !name.equals("nanos"))
            .collect(Collectors.toList()));
  }
}
