package pgconform.target.libpq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.target.failure.BadTarget;

/** Connection services. */
class ServiceFileTest {
  @TempDir private Path home;

  @BeforeEach
  void services() throws IOException {
    Files.writeString(
        home.resolve(".pg_service.conf"),
        """
        # comment
        [one]
          host=first
        port=1
        user=a
        [two]
        host=second
        [bad]
        uzer=x
        """);
  }

  private String refusal(String url) {
    return assertThrows(BadTarget.class, () -> ConnectionUrl.parse(url, Map.of(), home))
        .getMessage();
  }

  @Test
  void fillInBetweenUrlAndEnvironment() {
    Map<String, String> environment = Map.of("PGUSER", "b", "PGDATABASE", "d", "PGPORT", "9");
    ConnectionSettings settings =
        ConnectionUrl.parse("postgres://?service=one&port=2", environment, home);
    assertEquals("first:2", settings.hosts().get(0).toString());
    assertEquals("a", settings.user());
    assertEquals("d", settings.database());
  }

  @Test
  void namedByTheEnvironment() {
    assertEquals(
        "second", ConnectionUrl.parse("postgres://", Map.of("PGSERVICE", "two"), home).host());
  }

  @Test
  void inAnotherFile() throws IOException {
    Path other = Files.writeString(home.resolve("other"), "[one]\nhost=third\n");
    Map<String, String> environment = Map.of("PGSERVICEFILE", other.toString());
    assertEquals("third", ConnectionUrl.parse("postgres://?service=one", environment, home).host());
  }

  @Test
  void inTheDirectoryOfTheSystem() throws IOException {
    Files.writeString(home.resolve("pg_service.conf"), "[three]\nhost=third\n");
    Map<String, String> environment = Map.of("PGSYSCONFDIR", home.toString());
    assertEquals(
        "third", ConnectionUrl.parse("postgres://?service=three", environment, home).host());
  }

  @Test
  void mistakes() {
    assertTrue(refusal("postgres://?service=none").contains("\"none\" is not defined"));
    String bad = refusal("postgres://?service=bad");
    assertTrue(bad.startsWith("line 9 of the service file "), bad);
  }
}
