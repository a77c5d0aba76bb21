package pgconform.junit;

import sample.SampleServer;
import sample.SampleServer.Mistake;

/** Classes as users write them; none of them is found by its name. */
final class Judged {
  private Judged() {}

  static Target target(SampleServer server) {
    return Target.url("postgresql://app@127.0.0.1:" + server.port() + "/app")
        .login("password", "clear", "secret")
        .onClose(server::close);
  }

  /** One requirement of each kind of outcome. */
  @PostgresConformance(
      profile = "protocol",
      effort = "smoke",
      seed = 7,
      scenario = {"CAN-002", "CAN-006", "ENC-015", "STA-001", "BKD-001"})
  static class Careless {
    static int closed;

    @StartTarget
    static Target start() throws Exception {
      SampleServer server = SampleServer.start(0, Mistake.IGNORES_THE_SECRET_KEY);
      return target(server)
          .onClose(
              () -> {
                closed++;
                server.close();
              });
    }
  }

  /** The same server, whose deviation is known. */
  @PostgresConformance(
      profile = "protocol",
      effort = "smoke",
      scenario = {"CAN-002", "CAN-006"},
      expectations = "known.yaml")
  static class Known {
    @StartTarget
    static Target start() throws Exception {
      return target(SampleServer.start(0, Mistake.IGNORES_THE_SECRET_KEY));
    }
  }

  /** Its known deviation is none any more, and one is about nothing. */
  @PostgresConformance(
      profile = "protocol",
      effort = "smoke",
      scenario = "CAN-006",
      expectations = "stale.yaml")
  static class Stale {
    @StartTarget
    static Target start() throws Exception {
      return target(SampleServer.start(0));
    }
  }

  /** What is blocked here is explained by a requirement that was not chosen. */
  @PostgresConformance(profile = "protocol", effort = "smoke", scenario = "CER-001")
  static class Talkative {
    @StartTarget
    static Target start() throws Exception {
      return target(SampleServer.start(0, Mistake.ANSWERS_CANCELS));
    }
  }

  /** Several areas, judged side by side. */
  @PostgresConformance(
      profile = "protocol",
      effort = "smoke",
      jobs = 4,
      scenario = {"STA-00*", "version", "BKD-001", "CAN-002"})
  static class Many {
    @StartTarget
    static Target start() throws Exception {
      return target(SampleServer.start(0));
    }
  }

  /** Its server dies of one requirement, and is started again for the others. */
  @PostgresConformance(
      profile = "protocol",
      effort = "smoke",
      seed = 7,
      scenario = {"BKD-001", "CAN-002", "CAN-009", "CAN-006"})
  static class Fragile {
    static int restarted;

    @StartTarget
    static Target start() throws Exception {
      SampleServer server = SampleServer.start(0, Mistake.DIES_OF_LONG_CANCELS);
      return target(server)
          .slowQuery("select pg_sleep(2)")
          .restart(
              () -> {
                restarted++;
                server.restart();
              });
    }
  }

  /** Its server dies as well, and cannot be started again. */
  @PostgresConformance(
      profile = "protocol",
      effort = "smoke",
      seed = 7,
      scenario = {"CAN-009", "STA-001"})
  static class Mortal {
    @StartTarget
    static Target start() throws Exception {
      return target(SampleServer.start(0, Mistake.DIES_OF_LONG_CANCELS))
          .slowQuery("select pg_sleep(2)")
          .restart(
              () -> {
                throw new IllegalStateException("no room for another server");
              });
    }
  }

  /** Nobody listens there. */
  @PostgresConformance(target = "postgresql://app@127.0.0.1:1/app", scenario = "STA-001")
  static class Unreachable {}

  /** Names no target. */
  @PostgresConformance
  static class Homeless {}

  /** Its server does not start. */
  @PostgresConformance(scenario = "STA-001")
  static class Broken {
    @StartTarget
    @SuppressWarnings("DoNotCallSuggester")
    static Target start() {
      throw new IllegalStateException("no room for a server");
    }
  }

  /** Its annotation names what is not there. */
  @PostgresConformance(
      target = "postgresql://app@127.0.0.1:1/app",
      profile = "postgresq",
      scenario = "STA-001")
  static class Mistyped {}

  /** It names requirements that are not there. */
  @PostgresConformance(target = "postgresql://app@127.0.0.1:1/app", scenario = "CAN-999")
  static class Nothing {}

  /** Not for this engine. */
  static class Ordinary {}
}
