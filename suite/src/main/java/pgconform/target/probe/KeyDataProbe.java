package pgconform.target.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import pgconform.exchange.Room;
import pgconform.session.Session;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;

/**
 * Finds out whether a server sends BackendKeyData always, never, under some versions of the
 * protocol or sometimes, and whether they can be valid keys. Scenarios judge the keys, not this
 * probe.
 */
final class KeyDataProbe {
  private static final List<ProtocolVersion> VERSIONS =
      List.of(ProtocolVersion.V3_0, ProtocolVersion.V3_2);

  /**
   * The number of sessions under each version; they are open at the same time because servers may
   * share keys.
   */
  private static final int SESSIONS = 3;

  /** The keys by the protocol version that a session has ended up with. */
  private final Map<ProtocolVersion, List<Optional<BackendKeyData>>> sent = new LinkedHashMap<>();

  private KeyDataProbe() {}

  /**
   * Starts some sessions and looks at their keys.
   *
   * @param before a session under protocol 3.0 that is looked at if no other one begins
   */
  static KeyDataProbe of(SessionStarter starter, Room room, Optional<Session> before) {
    KeyDataProbe probe = new KeyDataProbe();
    for (ProtocolVersion version : VERSIONS) {
      List<Session> sessions = new ArrayList<>();
      try {
        for (int i = 0; i < SESSIONS && room.has(i + 1); i++) {
          Optional<Session> session = start(starter, version);
          session.ifPresent(sessions::add);
          session.ifPresent(s -> probe.note(version, s));
        }
      } finally {
        sessions.forEach(starter.patience()::end);
      }
    }
    if (probe.sent.isEmpty()) {
      before.ifPresent(session -> probe.note(ProtocolVersion.V3_0, session));
    }
    return probe;
  }

  private void note(ProtocolVersion asked, Session session) {
    ProtocolVersion version =
        session.negotiated().map(v -> ProtocolVersion.of(v.version())).orElse(asked);
    sent.computeIfAbsent(version, v -> new ArrayList<>()).add(session.keyData());
  }

  private static Optional<Session> start(SessionStarter starter, ProtocolVersion version) {
    try {
      return Optional.of(starter.under(version).start());
    } catch (IOException e) {
      // A session under another version, or another session, may still begin.
      return Optional.empty();
    }
  }

  /** Returns whether each session under that version got a key. */
  boolean alwaysUnder(ProtocolVersion version) {
    List<Optional<BackendKeyData>> keys = sent.getOrDefault(version, List.of());
    return !keys.isEmpty() && keys.stream().allMatch(Optional::isPresent);
  }

  /** Returns what was found, such as {@code always: 4 octets under 3.0, 32 octets under 3.2}. */
  String words() {
    if (sent.isEmpty()) {
      return "no: no session began";
    }
    List<BackendKeyData> keys = keys(version -> true);
    if (keys.isEmpty()) {
      return "never";
    }
    return "%s: %s%s".formatted(when(keys.size()), sizes(), dummy(keys));
  }

  private String when(int count) {
    List<ProtocolVersion> always = sent.keySet().stream().filter(this::alwaysUnder).toList();
    if (always.size() == sent.size()) {
      return "always";
    }
    boolean neverElse =
        sent.keySet().stream().filter(v -> !always.contains(v)).allMatch(v -> sizes(v).isEmpty());
    if (neverElse) {
      return "only under " + always.get(0);
    }
    long all = sent.values().stream().mapToLong(List::size).sum();
    return "sometimes, in %d of %d sessions".formatted(count, all);
  }

  private String sizes() {
    return sent.keySet().stream()
        .filter(version -> !sizes(version).isEmpty())
        .map(version -> "%s octets under %s".formatted(listed(sizes(version)), version))
        .collect(Collectors.joining(", "));
  }

  private Set<Integer> sizes(ProtocolVersion version) {
    return keys(version::equals).stream()
        .map(key -> key.secretKey().size())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String listed(Set<Integer> sizes) {
    return sizes.stream().map(Object::toString).collect(Collectors.joining(" or "));
  }

  private List<BackendKeyData> keys(Predicate<ProtocolVersion> under) {
    return sent.entrySet().stream()
        .filter(entry -> under.test(entry.getKey()))
        .flatMap(entry -> entry.getValue().stream())
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns what shows that the keys are not valid. The keys themselves are never shown. */
  private String dummy(List<BackendKeyData> keys) {
    if (keys.stream().anyMatch(key -> key.secretKey().isEmpty())) {
      return "; at least one key is empty";
    }
    boolean zero =
        keys.stream()
            .map(BackendKeyData::secretKey)
            .anyMatch(secret -> secret.equals(Bytes.of(new byte[secret.size()])));
    if (zero) {
      return "; at least one key is all zeros";
    }
    boolean same =
        sent.keySet().stream()
            .map(version -> keys(version::equals))
            .anyMatch(
                each ->
                    each.size() > 1
                        && each.stream().map(BackendKeyData::secretKey).distinct().count() == 1);
    return same ? "; the sessions tried with one version all got the same key" : "";
  }
}
