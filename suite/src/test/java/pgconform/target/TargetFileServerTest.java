package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.scenario.Place;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;
import pgconform.target.command.MortalServer;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.probe.ServerUnderTest;

/** Servers of a target file that are shut down beside the one under test. */
class TargetFileServerTest {
  @TempDir private Path folder;

  /** Says what it was started with, and that it was told to shut down, but goes on. */
  private ServerUnderTest open(String run) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program =
        Files.writeString(
            folder.resolve("serve"),
            """
            #!/bin/sh
            cat more.conf >"$3/$1.$2"
            trap 'echo "received smart shutdown request"' TERM
            %s -Xmx64m -XX:TieredStopAtLevel=1 -cp '%s' %s "$1" &
            while kill -0 $!; do wait $!; done
            """
                .formatted(
                    java, System.getProperty("java.class.path"), MortalServer.class.getName()));
    assertTrue(program.toFile().setExecutable(true));
    Files.writeString(folder.resolve("more.template"), "usual = 1\n${settings}");
    Path file =
        Files.writeString(
            folder.resolve("mine.yaml"),
            """
            url: postgresql://app@127.0.0.1:${port}/app?sslmode=disable
            start: {run: [./serve, "${port}", %s, "${here}"], files: {more.conf: more.template}}
            """
                .formatted(run));
    return new Targets(Map.of(), folder, Optional.empty(), Optional.empty())
        .parse(file.toString())
        .open(Map.of(), folder);
  }

  private static ServerStep step(ServerStep.State state, Map<String, String> settings) {
    return new ServerStep(new Place("test", 1, 1), state, settings);
  }

  private String started(int port, String state) throws IOException {
    return Files.readString(folder.resolve(port + "." + state));
  }

  private static int port(ThrowAwayServer server) {
    return ((Address.Tcp) server.connector().address()).port();
  }

  @Test
  void anotherServerHasItsOwnPortStateAndSettings() throws Exception {
    try (ServerUnderTest main = open("\"${state}\"")) {
      int mainPort = main.settings().port();
      assertEquals("usual = 1\n", started(mainPort, "running"));
      ThrowAwayServer.Factory factory = main.throwAwayServers().orElseThrow();
      int port;
      ServerStep wanted = step(ServerStep.State.RECOVERING, Map.of("name", "it's"));
      try (ThrowAwayServer another = factory.start(wanted)) {
        port = port(another);
        assertNotEquals(mainPort, port);
        assertEquals(
            "usual = 1\nname = 'it''s'\nhot_standby = 'off'\n", started(port, "recovering"));
        another.shutDown(ShutdownStep.Mode.SMART);
        TargetUnavailable silent =
            assertThrows(
                TargetUnavailable.class, () -> another.shutDown(ShutdownStep.Mode.IMMEDIATE));
        assertEquals("mine: the server took no notice of a QUIT signal", silent.getMessage());
      }
      assertThrows(
          IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
      new Socket(InetAddress.getLoopbackAddress(), mainPort).close();
      // Its directory is kept for the next case, and it is there again.
      try (ThrowAwayServer again = factory.start(wanted)) {
        assertEquals(port, port(again));
        new Socket(InetAddress.getLoopbackAddress(), port).close();
      }
    }
  }

  @Test
  void aFileThatDoesNotUseThemHasNoThrowAwayServers() throws Exception {
    try (ServerUnderTest main = open("running")) {
      assertFalse(main.throwAwayServers().isPresent());
    }
  }

  private ServerUnderTest open(String url, String start) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.yaml"), "url: %s%nstart: {run: [%s]}%n".formatted(url, start));
    return new Targets(Map.of(), folder, Optional.empty(), Optional.empty())
        .parse(file.toString())
        .open(Map.of(), folder);
  }

  /** Requires that the command is not started, because another server has the address. */
  private void refused(String url, String place) {
    String start = "touch, " + folder.resolve("started");
    TargetUnavailable taken = assertThrows(TargetUnavailable.class, () -> open(url, start));
    assertEquals(
        ("mine: something already listens at %s, so the server of 'start' could not be told from"
                + " it; use ${port} in 'url', or end the other server")
            .formatted(place),
        taken.getMessage());
    assertFalse(Files.exists(folder.resolve("started")));
  }

  @Test
  void aServerThatHasTheTcpPortAlreadyIsNotJudged() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String place = "127.0.0.1:" + other.getLocalPort();
      refused("postgresql://app@%s/app".formatted(place), place);
    }
  }

  @Test
  void aServerThatHasTheUnixSocketAlreadyIsNotJudged() throws Exception {
    Path socket = folder.resolve(".s.PGSQL.5432");
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket));
      refused("postgresql:///app?host=%s&user=app".formatted(folder), socket.toString());
    }
    // The file of the socket is still there, but nobody listens.
    TargetUnavailable ended =
        assertThrows(
            TargetUnavailable.class,
            () -> open("postgresql:///app?host=%s&user=app".formatted(folder), "\"false\""));
    assertTrue(ended.getMessage().startsWith("mine: the command false ended"), ended.getMessage());
  }
}
