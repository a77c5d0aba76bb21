package pgconform.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.AdmitStep;
import pgconform.scenario.Place;
import pgconform.session.IncomingConnection;
import pgconform.session.ServerAuthentication;
import pgconform.session.ServerSession;
import pgconform.session.ServerSettings;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.Message;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.SSLRequest;

/** Accepts the connections of a client and starts sessions on them. */
final class Admitting {
  private static final int CLIENT_HELLO = 0x16;

  /**
   * The parameters that drivers query in their first sessions, with the values that are returned.
   */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "server_version", "18.0",
          "server_encoding", "UTF8",
          "client_encoding", "UTF8",
          "DateStyle", "ISO, MDY",
          "IntervalStyle", "postgres",
          "TimeZone", "UTC",
          "integer_datetimes", "on",
          "standard_conforming_strings", "on");

  private final Subject.Client subject;
  private final ServedClient client;
  private final Poller poller;
  private final Transcript transcript;
  private final CaseVariables scope;
  private final Listening listening;
  private final Told told;
  private boolean startedOver;

  Admitting(
      Subject.Client subject,
      ServedClient client,
      Poller poller,
      Transcript transcript,
      CaseVariables scope,
      Listening listening,
      Told told) {
    this.subject = subject;
    this.client = client;
    this.poller = poller;
    this.transcript = transcript;
    this.scope = scope;
    this.listening = listening;
    this.told = told;
  }

  /**
   * Takes the next connection and returns whether there was one; it may be missing only if the step
   * allows that.
   */
  boolean accept(AcceptStep step) throws RequirementFailedException, CannotJudgeException {
    Deadline deadline = step.within().map(Deadline::in).orElse(client.deadline());
    if (!step.whereItComes().isEmpty() || step.orUnsupported().isPresent()) {
      told.awaitIdle(listening::hasConnection, deadline);
      if (!listening.hasConnection() && step.orUnsupported().isPresent()) {
        throw CannotJudgeException.unsupported(
            "%s; instead of a connection, there came %s"
                .formatted(step.orUnsupported().get(), told.insteadOfConnection()));
      } else if (!listening.hasConnection()) {
        return false;
      }
    }
    Optional<String> at = step.at().map(address -> scope.text(address));
    Link link = connection(step.place(), step.name(), at, deadline).link;
    if (step.encryption() != AcceptStep.Encryption.RAW) {
      answerAll(link, step.encryption() == AcceptStep.Encryption.GRANTED, deadline);
    }
    return true;
  }

  /** Takes the connection of a CancelRequest, up to the end of the encryption request. */
  Connection cancel(Place place, String name, Deadline deadline) throws RequirementFailedException {
    Connection connection = connection(place, name, Optional.empty(), deadline);
    answerAll(connection.link, true, deadline);
    return connection;
  }

  private void answerAll(Link link, boolean granted, Deadline deadline) {
    while (answered(link, granted, deadline)) {
      // A client may request one kind of encryption after the other.
    }
  }

  private Connection connection(Place place, String name, Optional<String> at, Deadline deadline)
      throws RequirementFailedException {
    long waiting = System.nanoTime();
    poller.await(() -> listening.hasConnection() || told.hopeless(), deadline);
    Optional<Listening.Arrived> arrived = listening.accept(transcript, name, deadline);
    if (arrived.isEmpty()) {
      throw new RequirementFailedException(
          place, name, new Expected.OfClient("a connection"), told.insteadOfConnection(), waiting);
    }
    Connection connection = new Connection(arrived.get().link());
    scope.put(name, List.of(connection));
    String address = arrived.get().address();
    if (at.isPresent() && !at.get().equals(address)) {
      throw new RequirementFailedException(
          place,
          name,
          new Expected.OfClient("a connection at " + at.get()),
          new Actual.Said("a connection at another address", "a connection at " + address));
    }
    return connection;
  }

  /** Answers an encryption request; returns whether there was one and another may follow. */
  private boolean answered(Link link, boolean granted, Deadline deadline) {
    Optional<Message> first = link.untaken(0, deadline).flatMap(Admitting::message);
    boolean tls =
        first.filter(FrontendUnframed.class::isInstance).isPresent()
            && ((FrontendUnframed) first.get()).length() >>> 24 == CLIENT_HELLO;
    boolean ssl = first.filter(SSLRequest.class::isInstance).isPresent();
    boolean gss = first.filter(GSSENCRequest.class::isInstance).isPresent();
    if (!ssl && !gss && !(tls && granted)) {
      return false;
    }
    link.next(deadline);
    if (granted && !gss) {
      EncryptionResponse yes = new EncryptionResponse('S');
      link.accept(subject.tls(), tls ? Bytes.EMPTY : yes.encode(), tls ? List.of() : List.of(yes));
      boolean encrypted =
          link.untaken(0, deadline).filter(Event.Encrypted.class::isInstance).isPresent();
      if (encrypted) {
        link.next(deadline);
      }
      return false;
    }
    EncryptionResponse no = new EncryptionResponse('N');
    link.send(no.encode(), List.of(no), deadline);
    link.proceed();
    return true;
  }

  private static Optional<Message> message(Event event) {
    return event instanceof Event.Received received
        ? Optional.of(received.message())
        : Optional.empty();
  }

  void admit(AdmitStep step) throws RequirementFailedException {
    Deadline deadline = client.deadline();
    long waiting = System.nanoTime();
    Connection connection = connection(step.place(), step.name(), Optional.empty(), deadline);
    IncomingConnection arrival = ServerSession.receive(connection.link, settings(step), deadline);
    if (arrival instanceof IncomingConnection.Started started) {
      connection.serves(started.session().keyData());
      return;
    }
    boolean leftAlone =
        arrival instanceof IncomingConnection.Nothing
            && step.encryption() != AcceptStep.Encryption.GRANTED
            && connection.link.end().isPresent();
    if (leftAlone && !startedOver) {
      // Some drivers start over with a new connection if encryption is refused.
      startedOver = true;
      admit(step);
      return;
    }
    Actual came =
        arrival instanceof IncomingConnection.Cancel cancel
            ? new Actual.Said("CancelRequest", cancel.request().toString())
            : Actual.of(connection.link.end().map(Event.class::cast));
    throw new RequirementFailedException(
        step.place(), step.name(), new Expected.Session("app", false), came, waiting);
  }

  private ServerSettings settings(AdmitStep step) {
    ServerAuthentication authentication =
        switch (step.authentication()) {
          case TRUST -> ServerAuthentication.TRUST;
          case CLEARTEXT -> ServerAuthentication.cleartext(ServedClient.PASSWORD);
          case MD5 -> ServerAuthentication.md5(ServedClient.PASSWORD);
          case SCRAM -> ServerAuthentication.scram(ServedClient.PASSWORD);
        };
    boolean granted = step.encryption() == AcceptStep.Encryption.GRANTED;
    Optional<BackendKeyData> key =
        step.key()
            .map(
                octets ->
                    new BackendKeyData(
                        (int) scope.number(step.processId()),
                        CaseVariables.octets(scope.value(octets))));
    return new ServerSettings(
        Optional.of(subject.tls()).filter(tls -> granted),
        granted,
        ProtocolVersion.parse(scope.text(step.newest())),
        user -> authentication,
        PARAMETERS,
        version -> key);
  }
}
