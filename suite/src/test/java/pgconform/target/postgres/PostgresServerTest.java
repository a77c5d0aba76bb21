package pgconform.target.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Address;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.HostPort;
import pgconform.target.libpq.SslMode;
import pgconform.target.process.Polling;
import pgconform.target.process.Processes;
import pgconform.target.process.RecursiveDelete;

/** Real servers, the oldest and the newest; needs Maven Central or what was once had from there. */
@Tag("embedded")
class PostgresServerTest {
  private static PostgresServer start(String version, String... settings) {
    return PostgresServer.start(
        PostgresRelease.parse(version), ServerSettings.parse(String.join("", settings)));
  }

  private static String logIn(PostgresServer server, String user, String... more)
      throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.logIn(user, more);
    }
  }

  private static String logInOverTls(PostgresServer server, String host, String user)
      throws IOException, GeneralSecurityException {
    try (RawClient client = new RawClient(server.port())) {
      assertEquals('S', client.requestTls());
      client.startTls(server.caCertificate(), host);
      return client.logIn(user);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.6", "18"})
  void startsServesAndEnds(String version) throws IOException, GeneralSecurityException {
    List<ProcessHandle> processes;
    Path directory;
    PostgresServer server = start(version);
    try (server) {
      directory = server.directory().path();
      ProcessHandle first = server.serverProcess();
      processes = Stream.concat(Stream.of(first), first.descendants()).toList();
      assertTrue(server.isAlive());
      assertTrue(processes.size() > 3, processes.toString());
      assertEquals(PostgresRelease.parse(version).version(), server.version());

      assertEquals("R0", logIn(server, Roles.SUPERUSER));
      assertEquals("R0", logIn(server, Roles.SUPERUSER, "replication", "true"));
      assertEquals("R0", logIn(server, Roles.USER));
      assertEquals("R3", logIn(server, Roles.PASSWORD));
      assertEquals("R5", logIn(server, Roles.MD5));
      assertEquals(version.equals("9.6") ? "E28000" : "R10", logIn(server, Roles.SCRAM));
      assertEquals("E28000", logIn(server, Roles.HOSTSSL));
      assertEquals("E28000", logIn(server, Roles.REJECT));
      assertEquals("R0E28000", logIn(server, Roles.NOLOGIN));
      assertEquals("E28000", logIn(server, "stranger"));

      assertEquals("R0", logInOverTls(server, "localhost", Roles.HOSTSSL));
      assertEquals("R0", logInOverTls(server, "127.0.0.1", Roles.SUPERUSER));

      ConnectionSettings settings = server.settings();
      assertEquals(List.of(new HostPort("127.0.0.1", server.port())), settings.hosts());
      assertEquals("pgconform", settings.user());
      assertEquals("pgconform", settings.database());
      assertEquals(SslMode.PREFER, settings.sslmode());

      Path socket = ((Address.Unix) server.unixSocket().orElseThrow()).file();
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        assertTrue(channel.connect(UnixDomainSocketAddress.of(socket)));
      }
      server.end();
      String log = new LogFile(server.directory().log()).end(100_000);
      assertTrue(log.contains("ready to accept connections"), log);
      assertTrue(log.contains("database system is shut down"), log);
    }
    assertFalse(server.isAlive());
    assertFalse(Files.exists(directory));
    assertTrue(processes.stream().noneMatch(Processes::isRunning), processes.toString());
    assertEquals(List.of(), Processes.ofDataDirectory(directory.resolve("data")));
    server.close();
  }

  @Test
  void endsEvenWithClientsThatHangOn() throws IOException {
    PostgresServer server = start("18");
    try (RawClient idle = new RawClient(server.port());
        RawClient silent = new RawClient(server.port());
        RawClient replication = new RawClient(server.port())) {
      assertEquals("R0", idle.logIn(Roles.SUPERUSER));
      assertEquals('S', silent.requestTls());
      assertEquals("R0", replication.logIn(Roles.SUPERUSER, "replication", "database"));
      server.close();
    }
    assertFalse(server.isAlive());
    assertFalse(Files.exists(server.directory().path()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.6", "18"})
  void clearsUpAfterAServerThatWasKilled(String version) throws IOException {
    PostgresServer server = start(version);
    try (RawClient client = new RawClient(server.port())) {
      assertEquals("R0", client.logIn(Roles.SUPERUSER));
      ProcessHandle first = server.serverProcess();
      List<ProcessHandle> processes = Stream.concat(Stream.of(first), first.descendants()).toList();
      first.destroyForcibly();
      assertTrue(Polling.until(Duration.ofSeconds(5), () -> !server.isAlive()));
      server.close();
      assertTrue(processes.stream().noneMatch(Processes::isRunning), processes.toString());
    }
    assertFalse(Files.exists(server.directory().path()));
  }

  @Test
  void takesExtraSettings() throws IOException {
    try (PostgresServer server = start("9.6", "?ssl=off&max_connections=20");
        RawClient client = new RawClient(server.port())) {
      assertEquals('N', client.requestTls());
      assertEquals("R0", client.logIn(Roles.SUPERUSER));
      assertEquals("E28000", logIn(server, Roles.HOSTSSL));
    }
  }

  @Test
  void tellsWhyAServerDidNotStart() throws IOException {
    TargetUnavailable failure =
        assertThrows(TargetUnavailable.class, () -> start("18", "?shared_buffers=many%0Amore"));
    assertTrue(
        failure.getMessage().contains(" did not start; the last lines of its log:"),
        failure.getMessage());
    assertTrue(
        failure.getMessage().contains("invalid value for parameter \"shared_buffers\""),
        failure.getMessage());
    assertEquals(0, failure.getSuppressed().length);
    assertEquals(List.of(), ownInstances());
  }

  @ParameterizedTest
  @ValueSource(strings = {"port", "listen_addresses", "a b", "", "x='y'", "include\nx"})
  void refusesSettingsOfItsOwn(String name) {
    assertThrows(BadTarget.class, () -> new ServerSettings(Map.of(name, "1")));
  }

  private static List<Path> ownInstances() throws IOException {
    Optional<InstanceOwner> self = Optional.of(InstanceOwner.self());
    try (Stream<Path> paths = Files.list(InstancesDirectory.prepare(ServerUser.detect()).path())) {
      return paths
          .filter(path -> InstanceOwner.read(new InstanceDirectory(path).owner()).equals(self))
          .toList();
    }
  }

  @Test
  void severalAtOnceShareOneCache() throws IOException {
    Path root = Files.createTempDirectory("pgconform-cache");
    try {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      ServerUser user = ServerUser.detect();
      BinaryCache cache =
          BinaryCache.of(user, Map.of("PGCONFORM_CACHE", root.toString()), Path.of("/"));
      List<String> steps = new CopyOnWriteArrayList<>();
      List<CompletableFuture<PostgresServer>> starting =
          Stream.generate(
                  () ->
                      CompletableFuture.supplyAsync(
                          () ->
                              PostgresServer.start(
                                  () ->
                                      cache.binaries(
                                          PostgresRelease.parse("9.6"), user, steps::add),
                                  ServerSettings.NONE),
                          task -> new Thread(task).start()))
              .limit(3)
              .toList();
      List<PostgresServer> servers = starting.stream().map(CompletableFuture::join).toList();
      assertEquals(3, servers.stream().map(PostgresServer::port).distinct().count());
      for (PostgresServer server : servers) {
        assertEquals("R0", logIn(server, Roles.USER));
      }
      servers.forEach(PostgresServer::close);
      assertEquals(
          List.of("fetching PostgreSQL 9.6.24 with Maven", "unpacking PostgreSQL 9.6.24"), steps);
      try (Stream<Path> entries = Files.list(root.resolve("postgres-9.6.24"))) {
        // The binaries, the prepared data directory and the lock; nothing half done.
        assertEquals(3, entries.count());
      }
    } finally {
      RecursiveDelete.delete(root);
    }
  }
}
