package pgconform.exchange;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.property.VariableBounds;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.scenario.ServerVersion;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;

/** The system under test, as far as cases need to know it: a server, a client or a proxy. */
public sealed interface Subject {
  /** Returns the facts that subjects of every kind have. */
  Facts facts();

  /** Returns the role that it has in the protocol. */
  Role role();

  /** Returns the name in reports. */
  default String name() {
    return facts().name();
  }

  /** Returns the profile that it is judged by. */
  default Profile profile() {
    return facts().profile();
  }

  /** Returns the capabilities that scenarios can require with {@code needs}. */
  default Set<Capability> capabilities() {
    return facts().capabilities();
  }

  /** Returns the release, if it is PostgreSQL itself. */
  default Optional<ServerVersion> postgresql() {
    return facts().postgresql();
  }

  /** Returns the server that cases connect to as clients; empty if there is none. */
  default Optional<Server> reached() {
    return Optional.empty();
  }

  /**
   * Returns the bounds for the values of variables.
   *
   * @param needs the capabilities that the scenario needs; a login among them may be what its name
   *     says over some transports only
   */
  VariableBounds space(Collection<Capability> needs);

  /** Returns the same subject with another limit for answers. */
  Subject withLimit(Duration other);

  /** Returns the same subject for one of this many scenarios that run at the same time. */
  default Subject sharedBy(int jobs) {
    return this;
  }

  /** Returns how long an answer may take; the limit scales with the round trip. */
  default Duration limit() {
    return facts().limit();
  }

  /**
   * The facts that subjects of every kind have.
   *
   * @param name the name in reports
   * @param profile the profile that it is judged by
   * @param capabilities the capabilities that scenarios can require with {@code needs}
   * @param postgresql the release, if it is PostgreSQL itself
   * @param limit how long an answer may take; it scales with the round trip
   */
  record Facts(
      String name,
      Profile profile,
      Set<Capability> capabilities,
      Optional<ServerVersion> postgresql,
      Duration limit) {
    private Facts within(Duration other) {
      return new Facts(name, profile, capabilities, postgresql, other);
    }
  }

  /**
   * A server; cases are its clients.
   *
   * @param logins the logins by name; the default one is always present
   * @param transports the transports that it offers, the simplest first
   * @param keySize the number of octets of a secret key under protocol 3.0; 4 if there is none
   * @param holdStrategy how a query is held
   * @param throwAway starts servers that a case may shut down; empty if that is not possible
   * @param room how many sessions a case may have at the same time
   * @param loginTransports for each login that is what its name says over some transports only,
   *     those transports
   */
  record Server(
      Facts facts,
      Connector connector,
      Map<String, Login> logins,
      List<Transport> transports,
      int keySize,
      HoldStrategy holdStrategy,
      Optional<ThrowAwayServer.Factory> throwAway,
      Room room,
      Map<Capability, List<Transport>> loginTransports)
      implements Subject {
    /** A server with room for all sessions, whose logins are the same over all transports. */
    public Server(
        Facts facts,
        Connector connector,
        Map<String, Login> logins,
        List<Transport> transports,
        int keySize,
        HoldStrategy holdStrategy,
        Optional<ThrowAwayServer.Factory> throwAway) {
      this(
          facts,
          connector,
          logins,
          transports,
          keySize,
          holdStrategy,
          throwAway,
          Room.PLENTY,
          Map.of());
    }

    @Override
    public Role role() {
      return Role.SERVER;
    }

    @Override
    public Optional<Server> reached() {
      return Optional.of(this);
    }

    /** Returns the login that sessions use unless a scenario says otherwise. */
    public Login defaultLogin() {
      return logins.get(Capability.DEFAULT_LOGIN);
    }

    @Override
    public VariableBounds space(Collection<Capability> needs) {
      List<Transport> suitable =
          transports.stream()
              .filter(transport -> needs.stream().allMatch(need -> holds(need, transport)))
              .toList();
      return new VariableBounds(suitable, keySize);
    }

    private boolean holds(Capability need, Transport transport) {
      return loginTransports.getOrDefault(need, transports).contains(transport);
    }

    @Override
    public Server withLimit(Duration other) {
      return with(facts.within(other), connector, holdStrategy, room);
    }

    @Override
    public Server sharedBy(int jobs) {
      return with(facts, connector, holdStrategy, room.sharedBy(jobs));
    }

    /** Starts an ordinary session over the simplest transport, which no case records. */
    Session session(Poller poller, Deadline deadline) throws LinkException, StartUpException {
      Link link =
          connector.open(poller, Transcript.none(), "bystander", transports.get(0), deadline);
      try {
        return Session.start(link, defaultLogin(), deadline);
      } catch (StartUpException e) {
        link.close();
        throw e;
      }
    }

    /** Returns another server of the same kind. */
    Server at(ThrowAwayServer server) {
      return with(facts, server.connector(), server.holdStrategy(), Room.PLENTY);
    }

    private Server with(
        Facts otherFacts, Connector otherConnector, HoldStrategy otherStrategy, Room otherRoom) {
      return new Server(
          otherFacts,
          otherConnector,
          logins,
          transports,
          keySize,
          otherStrategy,
          throwAway,
          otherRoom,
          loginTransports);
    }
  }

  /**
   * A client, which connects to cases as if they were servers.
   *
   * @param programs lends the programs that use it
   * @param tls the certificate and settings of cases for TLS handshakes
   * @param authority the file with the CA certificate for the certificate of cases
   */
  record Client(Facts facts, ClientProgram.Lender programs, ServerTls tls, Path authority)
      implements Subject {
    @Override
    public Role role() {
      return Role.CLIENT;
    }

    @Override
    public VariableBounds space(Collection<Capability> needs) {
      return new VariableBounds(List.of(Transport.PLAIN, Transport.TLS), 4);
    }

    @Override
    public Client withLimit(Duration other) {
      return new Client(facts.within(other), programs, tls, authority);
    }
  }

  /**
   * A proxy; cases are its clients and the server behind it.
   *
   * @param front the proxy as its clients see it; their queries are held at the backend
   * @param backend the server behind it
   */
  record Proxy(Server front, Backend backend) implements Subject {
    @Override
    public Facts facts() {
      return front.facts();
    }

    @Override
    public Role role() {
      return Role.PROXY;
    }

    @Override
    public Optional<Server> reached() {
      return Optional.of(front);
    }

    @Override
    public VariableBounds space(Collection<Capability> needs) {
      return front.space(needs);
    }

    @Override
    public Proxy withLimit(Duration other) {
      return new Proxy(front.withLimit(other), backend);
    }
  }
}
