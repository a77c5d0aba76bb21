package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Subject;
import pgconform.link.Address;
import pgconform.link.Transport;
import pgconform.scenario.Capability;

/** Where probing finds that TLS is refused. */
@Tag("embedded")
class RefusedTlsTest {
  private static ProbedTarget open(String target) {
    return new Targets(Map.of(), Path.of("/nonexistent"), Optional.empty(), Optional.empty())
        .open(TargetSpec.parse(target));
  }

  private static Address refusing(ProbedTarget target) {
    return target.subject().connector().tlsRefused().orElseThrow();
  }

  @Test
  void onTheUnixSocketOfAServerWithTls() {
    try (ProbedTarget target = open("embedded:18")) {
      Subject.Server subject = target.subject();
      assertEquals(EnumSet.allOf(Transport.class), EnumSet.copyOf(subject.transports()));
      assertEquals(Transport.PLAIN, subject.transports().get(0));
      // No word is there that no probe could ever claim; these two are about proxies.
      assertEquals(
          EnumSet.complementOf(
              EnumSet.of(Capability.SERVER_PASSWORD, Capability.TLS_TO_THE_SERVER)),
          EnumSet.copyOf(subject.capabilities()));
      assertEquals(refusing(target), subject.connector().unixSocket().orElseThrow());
      assertEquals("on the Unix socket", target.capabilities().get("tls refused"));
    }
  }

  @Test
  void everywhereOnAServerWithoutTls() {
    try (ProbedTarget target = open("embedded:18?ssl=off")) {
      Subject.Server subject = target.subject();
      assertEquals("embedded:18.6?ssl=off", subject.name());
      assertEquals(
          EnumSet.of(
              Transport.PLAIN,
              Transport.PLAIN_AFTER_GSS,
              Transport.PLAIN_AFTER_SSL,
              Transport.UNIX_SOCKET),
          EnumSet.copyOf(subject.transports()));
      assertTrue(
          subject
              .capabilities()
              .containsAll(Set.of(Capability.UNIX_SOCKET, Capability.TLS_REFUSED)));
      assertFalse(subject.capabilities().contains(Capability.TLS));
      assertFalse(subject.logins().containsKey("hostssl"));
      assertEquals(subject.connector().address(), refusing(target));
    }
  }
}
