package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.AdmitStep;
import pgconform.scenario.Expression;
import pgconform.scenario.Place;
import pgconform.scenario.Profile;
import pgconform.scenario.TellStep;
import pgconform.testing.Judged;
import pgconform.testing.TestCertificate;
import pgconform.wire.FrontendMessage;
import pgconform.wire.SSLRequest;

/** The parts of a case with a client, whose program and connections a test plays. */
final class ClientCase implements AutoCloseable {
  static final Place PLACE = new Place("file", 3, 4);

  /** Longer than anything here takes. */
  static final Duration LONG = Judged.PATIENT;

  final PlayedProgram program = new PlayedProgram();
  final Transcript transcript = new Transcript();
  final Poller poller = new Poller();
  final CaseVariables scope =
      new CaseVariables(
          new Case(Map.of("name", "value", "address", "127.0.0.2")), ServedClient.LOGIN);
  final Subject.Client subject;
  final ServedClient client;
  final Listening listening;
  final Serving serving;
  final Told told;
  final Admitting admitting;
  final Running running;
  private final Poller outside = new Poller();

  /** A case in which an answer may take this long. */
  ClientCase(Duration limit) {
    subject =
        new Subject.Client(
            new Subject.Facts("played", Profile.PROTOCOL, Set.of(), Optional.empty(), limit),
            () -> program,
            new ServerTls(TestCertificate.server()),
            Path.of("ca.pem"));
    client = new ServedClient(subject);
    listening = new Listening(poller);
    serving = new Serving(scope, client);
    told = new Told(subject, poller, transcript, scope, serving, listening.port());
    admitting = new Admitting(subject, client, poller, transcript, scope, listening, told);
    running = new Running(told, serving);
  }

  static Expression text(String text) {
    return new Expression.Literal(PLACE, text);
  }

  static Expression variable(String name) {
    return new Expression.Variable(PLACE, name, "");
  }

  static TellStep tell(TellStep.Command command, String name) {
    return new TellStep(PLACE, name, command, List.of(), List.of(), Optional.empty());
  }

  /** A step that starts a session, which gets a key. */
  static AdmitStep admit(String name, AcceptStep.Encryption encryption) {
    return admit(name, encryption, AdmitStep.Authentication.TRUST);
  }

  static AdmitStep admit(
      String name, AcceptStep.Encryption encryption, AdmitStep.Authentication authentication) {
    return new AdmitStep(
        PLACE,
        name,
        encryption,
        authentication,
        text("3.2"),
        text("4711"),
        Optional.of(text("01 02 03 04")));
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofMillis(20));
  }

  static Deadline late() {
    return Deadline.in(LONG);
  }

  /** Opens a connection of the client. */
  Link connect() {
    return connect("127.0.0.1");
  }

  /** Opens a connection of the client, at this address. */
  Link connect(String address) {
    try {
      Address at = new Address.Tcp(address, listening.port());
      return Link.connect(outside, Transcript.none(), "client", at, late());
    } catch (LinkException e) {
      throw new AssertionError(e);
    }
  }

  /** The client sends messages. */
  static void send(Link link, FrontendMessage... messages) {
    for (FrontendMessage message : messages) {
      link.send(message.encode(), List.of(message), late());
    }
  }

  /** What the client receives next, until one of these events. */
  static List<String> receives(Link link, String last) {
    return Stream.iterate(
            next(link), event -> !event.isEmpty(), event -> event.equals(last) ? "" : next(link))
        .toList();
  }

  private static String next(Link link) {
    return link.next(late()).map(ClientCase::name).orElse("");
  }

  static String name(Event event) {
    return event instanceof Event.Received received
        ? received.message().messageName()
        : event.toString();
  }

  /** The client asks for TLS. */
  static void asks(Link driver) {
    driver.expectEncryptionResponse();
    send(driver, new SSLRequest());
  }

  /** The handshake of a client, which ends in this way. */
  static CompletableFuture<String> handshake(Link driver, boolean asks) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (asks) {
            assertTrue(driver.next(late()).isPresent());
          }
          driver.encrypt(TestCertificate.client(), List.of("postgresql"));
          return driver.next(late()).orElseThrow().toString();
        });
  }

  /** What the case has sent on a connection. */
  List<String> sent(String connection) {
    return transcript.entries().stream()
        .filter(entry -> entry.connection().equals(connection))
        .filter(entry -> entry.kind() == Transcript.Kind.SENT)
        .flatMap(entry -> entry.texts().stream())
        .toList();
  }

  /** The lines about the program in the transcript. */
  List<String> lines() {
    return transcript.entries().stream()
        .filter(entry -> entry.connection().equals(Transcript.PROGRAM))
        .map(entry -> entry.kind() + " " + String.join("; ", entry.texts()))
        .toList();
  }

  /** The requirement is broken, and by what. */
  static Evidence broken(Executable what) {
    return assertThrows(RequirementFailedException.class, what).evidence;
  }

  @Override
  public void close() {
    scope.all().forEach(Connection::close);
    outside.close();
    listening.close();
    poller.close();
  }
}
