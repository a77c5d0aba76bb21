package pgconform.target.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put into a container; no Docker is needed to make it. */
class ContainerFilesTest {
  @TempDir private Path folder;
  private ServerTls tls;

  @BeforeEach
  void makeCertificate() {
    tls = new ServerTls(folder);
    tls.generate();
  }

  private Map<String, String> files(String settings, boolean recovering) {
    return new ContainerFiles(tls, ServerSettings.parse(settings), recovering).byPath();
  }

  @Test
  void aServerHasTheSettingsAndRolesOfAnyOther() {
    Map<String, String> files = files("", false);
    String configuration = files.get("/pgconform/postgresql.conf");
    Configuration.common()
        .forEach(
            (name, value) ->
                assertTrue(
                    configuration.contains(name + " = '" + value + "'\n"), name + configuration));
    for (int major : new int[] {9, 10}) {
      String roles = files.get("/pgconform/roles-" + major + ".sql");
      for (String command : Roles.roles(major)) {
        assertTrue(roles.contains(command + ";\n"), roles);
      }
      assertFalse(roles.contains("CREATE DATABASE"), "the image makes the database");
      assertEquals(major >= 10, roles.contains(Roles.SCRAM));
      String access = files.get("/pgconform/pg_hba-" + major + ".conf");
      assertTrue(access.contains("host all pgconform 0.0.0.0/0 trust\n"), access);
      assertTrue(access.contains("host all pgconform_reject ::/0 reject\n"), access);
      assertTrue(access.contains("hostssl all pgconform_hostssl 0.0.0.0/0 trust\n"), access);
      assertEquals(major >= 10, access.contains("scram-sha-256"));
    }
    assertTrue(files.get("/pgconform/server.key").contains("PRIVATE KEY"));
    assertFalse(files.get(ContainerFiles.SCRIPT).contains("standby"));
  }

  @Test
  void whatTheUserSetsComesLast() {
    Map<String, String> files = files("?ssl=off&max_connections=9", false);
    String configuration = files.get("/pgconform/postgresql.conf");
    assertTrue(configuration.contains("ssl = 'off'\n"), configuration);
    assertFalse(configuration.contains("ssl = 'on'\n"), configuration);
    assertTrue(configuration.contains("max_connections = '9'\n"), configuration);
    assertFalse(files.get("/pgconform/pg_hba-10.conf").contains("hostssl"));
  }

  @Test
  void aServerThatRecoversIsAStandby() {
    Map<String, String> files = files("", true);
    String script = files.get(ContainerFiles.SCRIPT);
    assertTrue(script.contains("standby.signal") && script.contains("recovery.conf"), script);
    assertTrue(files.get("/pgconform/postgresql.conf").contains("hot_standby = 'off'\n"));
  }

  @Test
  void theReasonOfTheDaemonIsTheMessageAlone() {
    assertEquals(
        "manifest for postgres:99 not found",
        Docker.reason("Status 404: {\"message\":\"manifest for postgres:99 not found\"}\n"));
    assertFalse(Docker.reason("no route\u001b\n to host").matches("(?s).*\\p{Cntrl}.*"));
  }
}
