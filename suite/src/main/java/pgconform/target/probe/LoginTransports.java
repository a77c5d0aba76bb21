package pgconform.target.probe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.link.Connector;
import pgconform.link.Transport;
import pgconform.scenario.Capability;

/**
 * Collects over which transports logins work as their names say, because a server may treat a role
 * differently over different transports.
 */
final class LoginTransports {
  private final Connector connector;
  private final List<Transport> offered;
  private final Map<Capability, List<Transport>> suitable = new LinkedHashMap<>();

  /** Creates a collection for a server that offers these transports. */
  LoginTransports(Connector connector, List<Transport> offered) {
    this.connector = connector;
    this.offered = List.copyOf(offered);
  }

  /**
   * Notes the transports of a login.
   *
   * @param wrong what the server does instead, for each transport over which the login does not
   *     work as its name says
   * @return words that follow the detail of the capability; empty if the login works everywhere
   */
  String note(Capability login, Map<Transport, String> wrong) {
    if (wrong.isEmpty()) {
      return "";
    }
    suitable.put(login, offered.stream().filter(t -> !wrong.containsKey(t)).toList());
    Map<String, Set<ConnectionKind>> reasons = new LinkedHashMap<>();
    wrong.forEach(
        (transport, why) ->
            reasons
                .computeIfAbsent(why, reason -> new LinkedHashSet<>())
                .add(ConnectionKind.of(transport, connector)));
    return reasons.entrySet().stream()
        .map(reason -> ", not over %s (%s)".formatted(words(reason.getValue()), reason.getKey()))
        .collect(Collectors.joining());
  }

  private static String words(Set<ConnectionKind> kinds) {
    return kinds.stream().map(ConnectionKind::toString).collect(Collectors.joining(" or "));
  }

  /** Returns the transports of each login that does not work as its name says over all of them. */
  Map<Capability, List<Transport>> suitable() {
    return Map.copyOf(suitable);
  }
}
