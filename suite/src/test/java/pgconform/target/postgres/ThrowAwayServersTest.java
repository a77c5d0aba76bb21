package pgconform.target.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.scenario.Place;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;

/** Real servers that are shut down beside one that goes on. */
@Tag("embedded")
class ThrowAwayServersTest {
  private static PostgresServer start(String version) {
    return PostgresServer.start(PostgresRelease.parse(version), ServerSettings.NONE);
  }

  private static ServerStep server(ServerStep.State state) {
    return new ServerStep(new Place("test", 1, 1), state, Map.of());
  }

  private static String logIn(ThrowAwayServer server) throws IOException {
    try (RawClient client = new RawClient(port(server))) {
      return client.logIn(Roles.SUPERUSER);
    }
  }

  private static int port(ThrowAwayServer server) {
    return ((Address.Tcp) server.connector().address()).port();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.6", "18"})
  void theyEndAloneAndLeaveNothing(String version) throws IOException {
    Path base;
    try (PostgresServer main = start(version)) {
      base = main.directory().path().getParent();
      List<Path> before = instances(base);
      try (ThrowAwayServers servers = new ThrowAwayServers(main)) {
        try (ThrowAwayServer server = servers.start(server(ServerStep.State.RUNNING));
            RawClient session = new RawClient(port(server))) {
          assertEquals("R0", session.logIn(Roles.SUPERUSER));
          server.shutDown(ShutdownStep.Mode.SMART);
          assertEquals("E57P03", logIn(server));
          assertEquals(ReadinessCheck.LOGGED_IN, ReadinessCheck.at(main.port()));
        }
        try (ThrowAwayServer again = servers.start(server(ServerStep.State.RUNNING))) {
          assertEquals("R0", logIn(again));
          again.shutDown(ShutdownStep.Mode.IMMEDIATE);
        }
        // Also after what looks to it like a crash.
        try (ThrowAwayServer again = servers.start(server(ServerStep.State.RUNNING))) {
          assertEquals("R0", logIn(again));
        }
        assertEquals(before.size() + 1, instances(base).size(), "one directory serves them all");
        try (ThrowAwayServer server = servers.start(server(ServerStep.State.RECOVERING))) {
          assertEquals("E57P03", logIn(server));
        }
      }
      assertEquals(before, instances(base));
      assertEquals(ReadinessCheck.LOGGED_IN, ReadinessCheck.at(main.port()));
    }
  }

  /** Those of this process: others may run at the same time. */
  private static List<Path> instances(Path base) throws IOException {
    String self = InstanceOwner.self().text();
    try (Stream<Path> all = Files.list(base)) {
      return all.filter(path -> isOf(self, path)).sorted().toList();
    }
  }

  private static boolean isOf(String self, Path instance) {
    try {
      return Files.readString(instance.resolve("owner")).equals(self);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void oneThatHasEndedStartsAgain() {
    Path directory;
    try (PostgresServer main = start("18")) {
      PostgresServer other = main.startAnother(false, Map.of());
      directory = other.directory().path();
      assertTrue(Files.exists(directory));
      other.end();
      assertFalse(other.isAlive());
      other.startAgain();
      assertTrue(other.isAlive());
      other.close();
      assertFalse(Files.exists(directory));
    }
  }
}
