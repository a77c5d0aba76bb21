package pgconform.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Transport;
import pgconform.testing.LogIn;
import pgconform.testing.Passwords;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationGSS;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.AuthenticationSASLFinal;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.SASLInitialResponse;
import pgconform.wire.SASLResponse;

/** Every way in, with the right password, the wrong one and none. */
class AuthenticationTest {
  private static final String PASSWORD = SessionTesting.PASSWORD;

  private static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of("cleartext", Passwords.cleartext(PASSWORD), Transport.PLAIN),
        Arguments.of("md5", Passwords.md5(PASSWORD), Transport.PLAIN),
        Arguments.of("SCRAM", Passwords.scramWithoutBinding(PASSWORD), Transport.PLAIN),
        Arguments.of("SCRAM over TLS", Passwords.scramWithoutBinding(PASSWORD), Transport.TLS),
        Arguments.of("SCRAM with binding", Passwords.scram(PASSWORD), Transport.TLS),
        Arguments.of("SCRAM with binding", Passwords.scram(PASSWORD), Transport.DIRECT_TLS));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("methods")
  void theRightPassword(String name, LogIn logIn, Transport transport) throws IOException {
    try (ScriptedServer server = SessionTesting.server(logIn)) {
      SessionTesting.works(server.connector(), transport, SessionTesting.login());
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("methods")
  void theWrongPassword(String name, LogIn logIn, Transport transport) throws IOException {
    try (ScriptedServer server = SessionTesting.server(logIn)) {
      StartUpException e =
          SessionTesting.fails(
              server.connector(),
              transport,
              SessionTesting.login("tester", "another password"),
              SessionTesting.PATIENCE);
      assertEquals(
          "the server refused the session: FATAL 28P01:"
              + " password authentication failed for user \"tester\"",
          e.getMessage());
      assertEquals("28P01", e.error().orElseThrow().sqlState().orElseThrow());
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("methods")
  void noPassword(String name, LogIn logIn, Transport transport) throws IOException {
    try (ScriptedServer server = SessionTesting.server(logIn)) {
      StartUpException e =
          SessionTesting.fails(
              server.connector(),
              transport,
              SessionTesting.login("tester", null),
              SessionTesting.PATIENCE);
      assertEquals(
          "the server requires a password for user \"tester\", but none was supplied (PGPASSWORD can supply one)",
          e.getMessage());
      assertTrue(e.error().isEmpty());
    }
  }

  @Test
  void trust() throws IOException {
    try (ScriptedServer server = SessionTesting.server(LogIn.TRUST)) {
      // It grants TLS to everybody and has no Unix socket.
      Set<Transport> elsewhere = Set.of(Transport.UNIX_SOCKET, Transport.PLAIN_AFTER_SSL);
      for (Transport transport : EnumSet.complementOf(EnumSet.copyOf(elsewhere))) {
        SessionTesting.works(server.connector(), transport, SessionTesting.login("tester", null));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pässwörd", "\u00a0 \u2168 \u00aa", "a b  c", "p\"'\\;--", "\u0007bell"})
  void passwordsOfAllKinds(String password) throws IOException {
    for (LogIn logIn :
        List.of(
            Passwords.cleartext(password), Passwords.md5(password), Passwords.scram(password))) {
      try (ScriptedServer server = SessionTesting.server(logIn)) {
        SessionTesting.works(
            server.connector(), Transport.PLAIN, SessionTesting.login("tester", password));
      }
    }
  }

  private static String failureOf(LogIn logIn) throws IOException {
    try (ScriptedServer server = SessionTesting.server(logIn)) {
      return SessionTesting.fails(server, SessionTesting.login()).getMessage();
    }
  }

  /** SCRAM with other messages of the server's than by the book. */
  private static LogIn scram(UnaryOperator<String> firstMessage, UnaryOperator<String> last) {
    return (peer, user) -> {
      ScramServer scram = new ScramServer(Secret.of(PASSWORD), Optional.empty());
      peer.send(scram.request());
      SASLInitialResponse initial = (SASLInitialResponse) peer.next();
      var first = (AuthenticationSASLContinue) scram.first(initial).orElseThrow();
      String text = firstMessage.apply(first.data().text());
      peer.send(new AuthenticationSASLContinue(Bytes.ofText(text)));
      if (!(peer.next() instanceof SASLResponse response)) {
        return false;
      }
      var end = (AuthenticationSASLFinal) scram.last(response).orElseThrow();
      peer.send(new AuthenticationSASLFinal(Bytes.ofText(last.apply(end.data().text()))));
      return true;
    };
  }

  private static LogIn asking(BackendMessage... requests) {
    return (peer, user) -> {
      for (BackendMessage request : requests) {
        peer.send(request);
      }
      peer.awaitEnd();
      return false;
    };
  }

  @Test
  void aSignatureOfAServerThatDoesNotKnowThePassword() throws IOException {
    LogIn scram =
        scram(
            first -> first,
            last -> last.startsWith("v=A") ? "v=B" + last.substring(3) : "v=A" + last.substring(3));
    assertTrue(failureOf(scram).startsWith("pgconform rejected the server's SCRAM message: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=",
        "r=other,s=AAAA,i=4096",
        "nonsense",
        "s=AAAA,i=4096,r=x",
        "r=$,s=AAAA,i=0",
        "r=$,s=AAAA,i=-1",
        "r=$,s=AAAA,i=99999999999",
        "r=$,s=AAAA,i=2147483647",
        "r=$,s=!!!!,i=4096",
        "r=$,s=,i=4096",
        "m=extension,r=$,s=AAAA,i=4096",
        "\u001b[31m,\u0000,"
      })
  void firstMessagesOfScramThatAreWrong(String message) throws IOException {
    LogIn scram =
        scram(first -> message.replace("$", first.substring(2, first.indexOf(','))), last -> last);
    String failure = failureOf(scram);
    assertTrue(failure.startsWith("pgconform rejected the server's SCRAM message: "), failure);
    assertTrue(failure.chars().allMatch(c -> c >= ' '), failure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v=", "v=AAAA", "e=other-error", "nonsense", "v=!!"})
  void lastMessagesOfScramThatAreWrong(String message) throws IOException {
    String failure = failureOf(scram(first -> first, last -> message));
    assertTrue(failure.startsWith("pgconform rejected the server's SCRAM message: "), failure);
  }

  @Test
  void mechanismsThatNobodyKnows() throws IOException {
    for (List<String> mechanisms :
        List.of(List.<String>of(), List.of("OAUTHBEARER"), List.of("SCRAM-SHA-256-PLUS"))) {
      String failure = failureOf(asking(new AuthenticationSASL(mechanisms)));
      assertTrue(failure.startsWith("pgconform rejected the server's SCRAM message: "), failure);
    }
  }

  @Test
  void requestsThatAreNotSupported() throws IOException {
    assertEquals(
        "the server asks for an authentication that pgconform does not support: AuthenticationGSS",
        failureOf(asking(new AuthenticationGSS())));
    Bytes data = Bytes.ofText("r=x,s=AAAA,i=4096");
    assertTrue(
        failureOf(asking(new AuthenticationSASLContinue(data)))
            .startsWith("the server asks for an authentication that pgconform does not support: "));
    assertTrue(
        failureOf(asking(new AuthenticationSASLFinal(data)))
            .startsWith("the server asks for an authentication that pgconform does not support: "));
  }

  @Test
  void silenceAfterThePassword() throws IOException {
    LogIn silent =
        (peer, user) -> {
          Passwords.cleartext(PASSWORD).admit(peer, user);
          peer.awaitEnd();
          return false;
        };
    try (ScriptedServer server = SessionTesting.server(silent)) {
      StartUpException e =
          SessionTesting.fails(
              server.connector(), Transport.PLAIN, SessionTesting.login(), Duration.ofMillis(200));
      assertEquals(
          "the server did not complete the start-up within the time limit", e.getMessage());
    }
  }
}
