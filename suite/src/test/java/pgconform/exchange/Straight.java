package pgconform.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.property.Case;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;
import pgconform.testing.TestCertificate;
import pgconform.wire.ProtocolVersion;

/** A proxy that is nothing but a wire: its clients reach the backend, and have its sessions. */
final class Straight implements AutoCloseable {
  final Backend backend;
  private Duration limit = Judged.PATIENT;

  private Straight(Backend backend) {
    this.backend = backend;
  }

  static Straight start() throws IOException {
    return new Straight(Backend.start(Optional.of(new ServerTls(TestCertificate.server()))));
  }

  /** One whose backend refuses TLS. */
  static Straight inClear() throws IOException {
    return new Straight(Backend.start(Optional.empty()));
  }

  /** Given so much time for each answer. */
  Straight within(Duration time) {
    limit = time;
    return this;
  }

  /** A scenario with these steps, and what stands before or behind them, as at the left margin. */
  static Scenario scenario(String rest) {
    return Scenarios.of(
        Scenarios.head("must") + "role: proxy\nneeds: [key data, held query]\n" + rest);
  }

  Subject.Proxy proxy() {
    Login login = new Login("app", "app", Optional.empty(), ProtocolVersion.V3_0, List.of());
    return new Subject.Proxy(
        new Subject.Server(
            new Subject.Facts(
                "straight",
                Profile.POOLER,
                Set.of(Capability.ORDINARY_SESSION, Capability.KEY_DATA, Capability.HELD_QUERY),
                Optional.empty(),
                limit),
            new Connector(new Address.Tcp("127.0.0.1", backend.port()), TestCertificate.client()),
            Map.of(Capability.DEFAULT_LOGIN, login),
            List.of(Transport.PLAIN, Transport.TLS),
            4,
            backend.holdStrategy(),
            Optional.empty()),
        backend);
  }

  /** What comes of one case. */
  CaseResult run(String rest) {
    return new Exchange(scenario(rest), proxy()).run(new Case(Map.of()));
  }

  /** Runs the steps of one case, which remains open. */
  ProxyInterpreter steps(Transcript transcript, String steps) throws CaseEnded {
    Scenario scenario = scenario("steps:\n" + steps.indent(2));
    Judge judge = new Judge(scenario, Profile.POOLER, Optional.empty());
    backend.enter(transcript, true);
    ProxyInterpreter interpreter =
        new ProxyInterpreter(proxy(), judge, new Case(Map.of()), transcript, true);
    interpreter.run(scenario.steps());
    return interpreter;
  }

  @Override
  public void close() {
    backend.close();
  }
}
