package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Transcript;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.BackendKeyData;
import pgconform.wire.NegotiateProtocolVersion;

/** A backend that a case has renewed admits sessions as the case says, for as long as it runs. */
class RenewTest {
  /** What crosses the connections of a session that is started behind this backend. */
  private static List<Transcript.Entry> entries(String fields, String protocol) throws IOException {
    try (Straight straight = Straight.start()) {
      return straight
          .run(
              """
              steps:
                - renew: backend
              %s  - start: c
                  protocol: "%s"
                - quiet: c
                  for: 1ms
              """
                  .formatted(fields.indent(4), protocol))
          .transcript()
          .entries();
    }
  }

  private static <M> Stream<M> received(List<Transcript.Entry> entries, Class<M> kind) {
    return entries.stream()
        .filter(e -> e.connection().equals("c") && e.kind() == Transcript.Kind.RECEIVED)
        .flatMap(entry -> entry.items().stream())
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  @ParameterizedTest
  @CsvSource({
    "keys: usual, 3.0, 4",
    "keys: usual, 3.2, 32",
    "keys: 7, 3.2, 7",
    "keys: 7, 3.0, 4",
    "keys: zeros, 3.2, 32",
    "keys: none, 3.2, -1",
    "keys under 3.0: 9, 3.0, 9",
    "keys under 3.0: 9, 3.2, 32",
    "newest: 3.0, 3.2, 4",
  })
  void aKeyHasTheSizeThatTheCaseSays(String field, String protocol, int size) throws IOException {
    String quoted = field.replaceFirst(": (.*)", ": \"$1\"");
    List<Transcript.Entry> entries = entries(quoted, protocol);
    Optional<BackendKeyData> key = received(entries, BackendKeyData.class).findFirst();
    assertEquals(size, key.map(data -> data.secretKey().size()).orElse(-1));
    boolean zero = key.filter(data -> data.processId() == 0).isPresent();
    assertEquals(field.contains("zeros"), zero, "of process 0");
    boolean negotiates = received(entries, NegotiateProtocolVersion.class).findAny().isPresent();
    assertEquals(field.contains("newest"), negotiates);
  }

  @Test
  void theProxyShowsWhoItIsAsTheCaseSays() throws IOException {
    List<Transcript.Entry> entries = entries("authentication: cleartext", "3.0");
    assertEquals(1, received(entries, AuthenticationCleartextPassword.class).count());
  }

  @ParameterizedTest
  @CsvSource({"nowhere, -1", "before, 0", "behind, 1"})
  void anUnknownMechanismIsWhereTheCaseSays(String where, int index) throws IOException {
    String fields = "authentication: scram\nunknown mechanisms: %s\n".formatted(where);
    List<String> mechanisms =
        received(entries(fields, "3.0"), AuthenticationSASL.class)
            .findFirst()
            .orElseThrow()
            .mechanisms();
    assertEquals(index, mechanisms.indexOf("X-PGCONFORM-1"), mechanisms::toString);
    assertTrue(mechanisms.contains("SCRAM-SHA-256"), mechanisms::toString);
  }

  private static long segments(String pieces) throws IOException {
    return entries("pieces: " + pieces, "3.0").stream()
        .filter(e -> e.connection().startsWith("backend") && e.kind() == Transcript.Kind.SENT)
        .count();
  }

  @Test
  void messagesAreInAsManyPiecesAsTheCaseSays() throws IOException {
    long whole = segments("whole");
    long messages = segments("messages");
    assertTrue(whole < messages, whole + " segments and " + messages);
    assertTrue(messages < segments("octets"), messages + " segments and more");
  }

  private static final String SESSION =
      """
        - start: c
        - quiet: c
          for: 1ms
      """;

  /** The name of the connection at the backend that the client of a case has. */
  private static String next(Straight straight) {
    return straight.run("steps:\n" + SESSION).transcript().entries().stream()
        .map(Transcript.Entry::connection)
        .filter(name -> name.startsWith("backend"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCaseWithARenewedBackendEndsWhenTheProxyServesClientsAgain() throws IOException {
    try (Straight straight = Straight.start()) {
      assertEquals("backend 1", next(straight));
      assertEquals("backend 2", next(straight));
      straight.run("steps:\n  - renew: backend\n    keys: none\n" + SESSION);
      // Between them is the session that was served again.
      assertEquals("backend 5", next(straight));
      straight.backend.recovers(false);
      straight.run("steps:\n  - renew: backend\n    keys: none\n" + SESSION);
      assertEquals("backend 7", next(straight));
    }
  }
}
