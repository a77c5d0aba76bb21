package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import pgconform.link.Address;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.TellStep.Command;
import pgconform.testing.Scenarios;
import pgconform.testing.TestCertificate;

/** A case with a client, whose program a test plays; steps are run one after the other. */
abstract class ClientSteps {
  final PlayedProgram program = new PlayedProgram();
  final Poller poller = new Poller();
  final Poller outside = new Poller();
  final Transcript transcript = new Transcript();
  Duration limit = ClientCase.LONG;
  ClientInterpreter interpreter;

  @AfterEach
  void close() {
    if (interpreter != null) {
      interpreter.close();
    }
    outside.close();
    poller.close();
  }

  void run(String steps) throws CaseEnded {
    Scenario scenario =
        Scenarios.of(Scenarios.head("must") + "role: client\nsteps:\n" + steps.indent(2));
    Subject.Client subject =
        new Subject.Client(
            new Subject.Facts("played", Profile.PROTOCOL, Set.of(), Optional.empty(), limit),
            () -> program,
            new ServerTls(TestCertificate.server()),
            Path.of("unused"));
    Judge judge = new Judge(scenario, Profile.PROTOCOL, Optional.empty());
    interpreter = new ClientInterpreter(subject, judge, new Case(Map.of()), poller, transcript);
    interpreter.run(scenario.steps());
  }

  /** Each time that the program is told to connect, it does this with a new connection. */
  void connects(Consumer<Link> then) {
    program.obeys =
        number -> {
          PlayedProgram.Order order = program.orders.get((int) number - 1);
          if (order.command() == Command.CONNECT) {
            int port = URI.create(String.valueOf(order.fields().get("url"))).getPort();
            then.accept(connect(port));
            program.says(number, ClientProgram.Kind.OK);
          }
        };
  }

  Link connect(int port) {
    try {
      return Link.connect(
          outside,
          Transcript.none(),
          "driver",
          new Address.Tcp("127.0.0.1", port),
          ClientCase.late());
    } catch (LinkException e) {
      throw new AssertionError(e);
    }
  }

  static final String CONNECT = "- tell: app\n  to: connect\n";

  Link driver;

  void asksAndStarts() {
    connects(
        link -> {
          driver = link;
          ClientCase.send(link, ServedClient.LOGIN.startupMessage());
        });
  }

  Evidence broken(String steps) {
    return assertThrows(RequirementFailedException.class, () -> run(steps)).evidence;
  }
}
