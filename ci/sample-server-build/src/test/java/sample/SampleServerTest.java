package sample;

import java.util.Arrays;
import pgconform.junit.PostgresConformance;
import pgconform.junit.StartTarget;
import pgconform.junit.Target;

/** The server is judged by each requirement; what is known to deviate stands in known.yaml. */
@PostgresConformance(
    profile = "protocol",
    expectations = "known.yaml",
    effort = "smoke",
    jobs = 8,
    report = "target/pgconform",
    // How many sessions there is room for is not the same at any time.
    exclude = {"CAN-028b", "SEC-006b"})
class SampleServerTest {
  @StartTarget
  static Target start() throws Exception {
    SampleServer server = SampleServer.start(0, mistakes());
    return Target.url("postgresql://app@localhost:" + server.port() + "/app")
        .name("sample server")
        .login("password", "clear", "secret")
        .slowQuery("select pg_sleep(2)")
        .restart(server::restart)
        .onClose(server::close);
  }

  /** The mistake that is known, and those that {@code -Dsample.mistakes=...} adds. */
  private static SampleServer.Mistake[] mistakes() {
    String more = System.getProperty("sample.mistakes", "");
    return Arrays.stream(("IGNORES_THE_SECRET_KEY," + more).split(","))
        .filter(name -> !name.isEmpty())
        .map(SampleServer.Mistake::valueOf)
        .toArray(SampleServer.Mistake[]::new);
  }
}
