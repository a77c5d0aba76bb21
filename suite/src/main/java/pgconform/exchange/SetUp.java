package pgconform.exchange;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import pgconform.link.Transport;
import pgconform.scenario.Role;

/**
 * The kinds of preconditions that scenarios set up. If one cannot be set up, the requirements that
 * it names judge that failure; a case that only needs it is blocked.
 */
public enum SetUp {
  /** A session that starts as usual. */
  SESSION("a session", "AUT-001", "AUT-004", "BKD-002", "BKD-003", "PST-001", "VER-001"),
  /** A session of another login than the usual one. */
  LOGIN("a session of another role", "AUT-005", "AUT-006", "AUT-006b", "STA-002", "STA-010b"),
  /** A session over TLS, after SSLRequest. */
  TLS_SESSION("a session over TLS", "ENC-001", "ENC-002", "ENC-018", "ENC-026"),
  /** A session on a connection that begins with TLS. */
  DIRECT_TLS_SESSION("a session over direct TLS", "ENC-015", "ENC-017b", "ENC-026"),
  /** A session after a GSSENCRequest or an SSLRequest that was refused. */
  AFTER_A_REFUSAL(
      "a session after a refused encryption request",
      "ENC-003",
      "ENC-003b",
      "ENC-005",
      "ENC-006",
      "ENC-026"),
  /** A session on a Unix socket. */
  UNIX_SOCKET_SESSION("a session on a Unix socket", "ENC-004", "ENC-004b"),
  /** A session under another version of the protocol than 3.0. */
  OTHER_VERSION(
      "a session under that protocol version",
      "BKD-004",
      "BKD-005",
      "VER-002",
      "VER-003",
      "VER-005",
      "VER-011"),
  /** The answers to queries. */
  QUERY("the answer to a query", "EXQ-011", "RFQ-001", "RFQ-002", "STA-011"),
  /** The answers to messages of the extended query protocol. */
  EXTENDED_QUERY(
      "the answers of the extended query protocol",
      "EXQ-001",
      "EXQ-002",
      "EXQ-004",
      "EXQ-005",
      "EXQ-006",
      "RFQ-001",
      "RFQ-002"),
  /** The end of a session that Terminate has requested. */
  END("the end of a session", "TRM-001", "TRM-002"),
  /** A query that runs until it is released; no cancel meant for another session ends it. */
  HELD_QUERY(
      "a query that is seen running",
      "CAN-006",
      "CAN-007",
      "CAN-025",
      "CAN-026",
      "RFQ-001",
      "RFQ-002"),
  /** A session of a client under test. */
  CLIENT_SESSION(Role.CLIENT, "a session of the client", "CLI-015", "CLI-023b"),
  /** A query of a client under test. */
  CLIENT_QUERY(Role.CLIENT, "a query of the client", "CLI-014", "CLI-015"),
  /** A CancelRequest of a client under test. */
  CLIENT_CANCEL(Role.CLIENT, "a CancelRequest of the client", "CLI-001"),
  /** A session through a proxy under test. */
  PROXY_SESSION(Role.PROXY, "a session through the proxy", "PRX-022"),
  /** A query through a proxy under test. */
  PROXY_QUERY(Role.PROXY, "a query that reaches the server behind the proxy", "PRX-022"),
  /** A cancel through a proxy under test. */
  PROXY_CANCEL(
      Role.PROXY, "a cancel that reaches the server behind the proxy", "PRX-001", "PRX-003"),
  /** A cancel that has worked. */
  CANCEL(
      "a cancel that works",
      "CAN-001",
      "CAN-002",
      "CAN-002b",
      "CAN-003",
      "CAN-004",
      "CAN-005",
      "CAN-016",
      "CAN-017",
      "CAN-020",
      "CAN-020b",
      "RFQ-002",
      "RFQ-003");

  private final Role role;
  private final String words;
  private final String ids;

  SetUp(String words, String... ids) {
    this(Role.SERVER, words, ids);
  }

  SetUp(Role role, String words, String... ids) {
    this.role = role;
    this.words = words;
    this.ids = String.join(" ", ids);
  }

  /** Returns the ids of the requirements that judge this precondition, in order. */
  public Set<String> judges() {
    Set<String> judges = new TreeSet<>(List.of(ids.split(" ", -1)));
    // Every precondition begins with a session.
    SetUp session =
        switch (role) {
          case SERVER -> SESSION;
          case CLIENT -> CLIENT_SESSION;
          case PROXY -> PROXY_SESSION;
        };
    judges.addAll(List.of(session.ids.split(" ", -1)));
    return judges;
  }

  /** Returns the ids of all requirements that judge what others set up. */
  public static Set<String> allJudges() {
    Set<String> judges = new LinkedHashSet<>();
    Stream.of(values()).forEach(kind -> judges.addAll(kind.judges()));
    return judges;
  }

  /** Returns a session over a transport. */
  static SetUp session(Transport transport) {
    return switch (transport) {
      case PLAIN -> SESSION;
      case TLS -> TLS_SESSION;
      case DIRECT_TLS -> DIRECT_TLS_SESSION;
      case PLAIN_AFTER_GSS, TLS_AFTER_GSS, PLAIN_AFTER_SSL -> AFTER_A_REFUSAL;
      case UNIX_SOCKET -> UNIX_SOCKET_SESSION;
    };
  }

  /** Returns the words used in reports. */
  @Override
  public String toString() {
    return words;
  }
}
