package pgconform.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One thing to do or to wait for. Steps name the connections and sessions that they are about. */
public sealed interface Step {
  /** Stands for the transport that the user of the target would choose. */
  String USUAL = "usual";

  /** Stands for plaintext at an address where the server answers SSLRequest with N. */
  String TLS_REFUSED = "tls refused";

  /** Where it stands. */
  Place place();

  /**
   * Opens connections and protects them; sends no start-up packet.
   *
   * @param times how many; with more than one, the name means all of them
   */
  record Open(Place place, String name, Expr over, Expr times) implements Step {}

  /**
   * Starts sessions, up to the first ReadyForQuery, as a well-behaved client does.
   *
   * @param as which of the target's logins
   */
  record Start(
      Place place,
      String name,
      Expr over,
      Expr times,
      String as,
      Expr protocol,
      List<Parameter> parameters)
      implements Step {}

  /** A start-up parameter. */
  record Parameter(Expr name, Expr value) {}

  /**
   * Sends messages or octets on a connection.
   *
   * @param framing how the octets are cut; whole if empty
   */
  record Send(Place place, String name, List<Payload> payload, Optional<Expr> framing)
      implements Step {}

  /** A piece of what is sent. */
  sealed interface Payload {
    /** Where it stands. */
    Place place();

    /**
     * A message, with any field as wanted and, by {@code changes}, with any fault.
     *
     * @param fields the fields given; the others are empty, zero or absent
     */
    record Message(Place place, String name, List<Field> fields, List<Change> changes)
        implements Payload {}

    /** Octets, written in hexadecimal or held by a variable. */
    record Octets(Place place, Expr value) implements Payload {}
  }

  /** A field of a message, named as in the documentation. */
  record Field(Place place, String name, Expr value) {}

  /** A deliberate fault of a message's encoding. */
  record Change(Place place, Kind kind, Expr value) {
    /** What is changed. */
    public enum Kind {
      /** The type byte: a letter or a number. */
      TYPE,
      /** The length field; what follows it stays. */
      LENGTH,
      /** The code of an untyped packet, a number or a protocol version. */
      CODE,
      /** Octets added at the end; the length field stays. */
      APPEND,
      /** So many octets are left away at the end; the length field stays. */
      TRUNCATE
    }
  }

  /**
   * Waits for what the server does next on a connection.
   *
   * @param choices the first that is satisfied counts; what satisfies none is a broken requirement
   * @param within the longest time to wait, if it is not the usual limit
   */
  record Expect(Place place, String name, List<Choice> choices, Optional<Duration> within)
      implements Step {}

  /**
   * A pattern, and the name of the outcome if it is satisfied.
   *
   * @param outcome empty where it needs no name
   */
  record Choice(Place place, String outcome, Pattern pattern) {}

  /**
   * Sends a ClientHello; what comes of it is expected as {@code Encrypted} or {@code TlsFailed}.
   *
   * @param behind the message that leaves in front of it, in the same write; at most one
   */
  record Handshake(Place place, String name, List<String> alpn, List<Payload> behind)
      implements Step {}

  /**
   * Sends a query that provably runs until it is released, and waits until it is seen running.
   *
   * @param payload what is sent; <code>${hold}</code> in it is the query
   */
  record Hold(Place place, String name, List<Payload> payload) implements Step {}

  /** Lets the held query of a session end. */
  record Release(Place place, String name) implements Step {}

  /**
   * Sends a CancelRequest for a session over a connection of its own and leaves that open.
   *
   * @param as the name of the new connection
   * @param processId the process ID sent, if not the session's own
   * @param key the key sent, if not the session's own: octets, or a change of the session's key
   */
  record Cancel(
      Place place,
      String of,
      String as,
      Optional<Expr> processId,
      Optional<Expr> key,
      Expr over,
      Expr times,
      Optional<Expr> framing)
      implements Step {}

  /** Ends connections from our side. */
  record Close(Place place, String name, Manner by) implements Step {
    /** How a connection is ended. */
    public enum Manner {
      /** The Terminate message, then FIN. */
      TERMINATE,
      /** FIN of both sides. */
      FIN,
      /** RST. */
      RST,
      /** FIN of our side; we go on reading. */
      HALF
    }
  }

  /** Asks each session a question and wants exactly the right answer. */
  record Alive(Place place, List<String> names) implements Step {}

  /** Branches that run at the same time. */
  record Together(Place place, List<Branch> branches) implements Step {}

  /** Steps of one branch, begun after a delay. */
  record Branch(Expr after, List<Step> steps) {}

  /** Goes on with the steps that belong to the value of a variable. */
  record Match(Place place, Expr value, Map<String, List<Step>> cases) implements Step {}

  /** The same steps several times. */
  record Repeat(Place place, Expr times, List<Step> steps) implements Step {}

  /**
   * Starts sessions until the server says that it has no room for another.
   *
   * @param like an earlier group of which there have to be as many
   */
  record Exhaust(Place place, String name, String as, Optional<String> like) implements Step {}

  /** Judges the keys of sessions, also of those that have ended: see {@code KeyQuality}. */
  record Keys(Place place, List<String> names, Demand demand) implements Step {
    /** What is demanded of the keys. */
    public enum Demand {
      /** No pair of process ID and key twice, and no key twice but by chance. */
      DISTINCT,
      /** At least 31 bits that follow from nothing. */
      UNPREDICTABLE
    }
  }

  /**
   * Starts a server of the case's own, like the one under test. From then on all connections go
   * there; it ends with the case.
   *
   * @param settings of postgresql.conf, on top of the usual ones
   */
  record Server(Place place, State state, Map<String, String> settings) implements Step {
    /** What it is like. */
    public enum State {
      /** It takes sessions. */
      RUNNING,
      /** It recovers for as long as it lives, and takes no session. */
      RECOVERING
    }
  }

  /** Tells the case's own server to shut down, and waits until it has taken notice. */
  record Shutdown(Place place, Mode mode) implements Step {
    /** The modes of PostgreSQL. */
    public enum Mode {
      /** Nobody is let in any more; whoever is in may finish. */
      SMART,
      /** Sessions are ended. */
      FAST,
      /** Sessions are ended as after a crash. */
      IMMEDIATE
    }
  }

  /** Lets some time pass; for delays that a property quantifies over, never for synchronising. */
  record Delay(Place place, Expr time) implements Step {}
}
