package pgconform.target.libpq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.session.Secret;

/** {@code ~/.pgpass} and its relatives. */
class PasswordFileTest {
  @TempDir private Path home;

  private Path write(String name, String mode, String text) throws IOException {
    Path file = Files.writeString(home.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private ConnectionSettings parse(String url) {
    return ConnectionUrl.parse(url, Map.of(), home);
  }

  private static Optional<String> password(ConnectionSettings settings) {
    return settings.passwordFor(settings.hosts().get(0)).map(Secret::reveal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h:5432:d:u:secret|secret",
        "*:*:*:*:secret|secret",
        "h:*:d:*:secret|secret",
        "h:5432:d:u:a\\:b\\\\c\\d:e|a:b\\cd",
        "h:5432:d:u:a\\|a\\",
        "\\h:5432:d:u:x|x",
        "#h:5432:d:u:x|",
        "h2:5432:d:u:x|",
        "h:543:d:u:x|",
        "h:54321:d:u:x|",
        "**:5432:d:u:x|",
        "\\*:5432:d:u:x|",
        "h*:5432:d:u:x|",
        "h:5432:d:u|",
        "h:5432:d:u:|",
        "h:5432:d|",
        "h|",
        "' h:5432:d:u:x'|",
      })
  void lines(String line, String password) throws IOException {
    write(".pgpass", "rw-------", "\n" + line + "\r\n");
    assertEquals(Optional.ofNullable(password), password(parse("postgres://u@h/d")));
  }

  @Test
  void firstMatchWins() throws IOException {
    write(".pgpass", "r--------", "x:*:*:*:0\nh:*:*:v:1\nh:*:*:u:2\n*:*:*:*:3\n");
    assertEquals(Optional.of("2"), password(parse("postgres://u@h/d")));
    assertEquals(Optional.of("3"), password(parse("postgres://w@h/d")));
  }

  @Test
  void colonsInFields() throws IOException {
    write(".pgpass", "rw-------", "\\:\\:1:5432:d:u:six\n");
    assertEquals(Optional.of("six"), password(parse("postgres://u@[::1]/d")));
    write(".pgpass", "rw-------", "::1:5432:d:u:six\n");
    assertEquals(Optional.of("six"), password(parse("postgres://u@[::1]/d")));
  }

  @Test
  void defaultSocketDirectoryIsLocalhost() throws IOException {
    write(".pgpass", "rw-------", "localhost:*:*:*:local\n/other:*:*:*:other\n");
    assertEquals(Optional.of("local"), password(parse("postgres://u@/d")));
    assertEquals(Optional.of("local"), password(parse("postgres://u@/d?host=/var/run/postgresql")));
    assertEquals(Optional.of("other"), password(parse("postgres://u@/d?host=/other")));
  }

  @Test
  void eachHostHasItsOwn() throws IOException {
    write(".pgpass", "rw-------", "b:2:d:u:two\n");
    ConnectionSettings settings = parse("postgres://u@a:1,b:2/d");
    assertEquals(Optional.empty(), settings.password());
    assertEquals(Optional.empty(), settings.passwordFor(settings.hosts().get(0)));
    ConnectionSettings second = settings.at(settings.hosts().get(1));
    assertEquals(List.of(new HostPort("b", 2)), second.hosts());
    assertEquals(Optional.of(Secret.of("two")), second.password());
    assertFalse(settings.toString().contains("two"));
  }

  @Test
  void aPasswordInTheUrlComesFirst() throws IOException {
    write(".pgpass", "rw-------", "*:*:*:*:file\n");
    assertEquals(Optional.of("url"), password(parse("postgres://u:url@h/d")));
    ConnectionSettings fromVariable =
        ConnectionUrl.parse("postgres://u@h/d", Map.of("PGPASSWORD", "variable"), home);
    assertEquals(Optional.of("variable"), password(fromVariable));
  }

  @Test
  void otherPlaces() throws IOException {
    Path other = write("other", "rw-------", "*:*:*:*:other\n");
    Path third = write("third", "rw-------", "*:*:*:*:third\n");
    Map<String, String> environment = Map.of("PGPASSFILE", other.toString());
    assertEquals(
        Optional.of("other"), password(ConnectionUrl.parse("postgres://u@h/d", environment, home)));
    assertEquals(
        Optional.of("third"),
        password(ConnectionUrl.parse("postgres://u@h/d?passfile=" + third, environment, home)));
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r-----,group or world access",
    "rw----r--,group or world access",
    "rwx--x---,group or world access"
  })
  void openFilesAreIgnored(String mode, String reason) throws IOException {
    write(".pgpass", mode, "*:*:*:*:hunter2\n");
    ConnectionSettings settings = parse("postgres://u@h/d");
    assertEquals(Optional.empty(), password(settings));
    assertEquals(1, settings.warnings().size());
    assertTrue(settings.warnings().get(0).contains(reason), settings.warnings().get(0));
    assertFalse(settings.toString().contains("hunter2"));
  }

  @Test
  void directoriesAreIgnored() throws IOException {
    Files.createDirectory(home.resolve(".pgpass"));
    assertTrue(parse("postgres://u@h/d").warnings().get(0).contains("not a plain file"));
  }

  @Test
  void missingFilesAreNothingToMention() {
    assertEquals(List.of(), parse("postgres://u@h/d").warnings());
    assertEquals(List.of(), parse("postgres://u@h/d?passfile=/nonexistent/x").warnings());
  }
}
