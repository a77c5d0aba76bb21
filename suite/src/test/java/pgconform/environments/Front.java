package pgconform.environments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.pooler.Pooler;
import pgconform.session.Login;
import pgconform.testing.TestCertificate;

/**
 * Something correct that stands before a server.
 *
 * @param url where clients go
 * @param closing ends it
 */
record Front(String url, Closing closing) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How many sessions the poolers have backends for. */
  private static final int BACKENDS = 20;

  interface Closing {
    void close();
  }

  /**
   * Starts one.
   *
   * @param kind {@code session}, {@code transaction}, {@code haproxy} or {@code stunnel}
   * @param folder for its files
   * @return empty if the program is not installed
   */
  static Optional<Front> start(String kind, Path folder, Address.Tcp server, Login login)
      throws IOException {
    return switch (kind) {
      case "session" -> Optional.of(pooler(server, login, Pooler.Mode.SESSION));
      case "transaction" -> Optional.of(pooler(server, login, Pooler.Mode.TRANSACTION));
      case "haproxy" -> haproxy(folder, server, login);
      case "stunnel" -> stunnel(folder, server, login);
      default -> throw new IllegalArgumentException("there is no front " + kind);
    };
  }

  private static Front pooler(Address.Tcp server, Login login, Pooler.Mode mode)
      throws IOException {
    Pooler pooler = Pooler.start(server, BACKENDS, mode);
    return new Front(pooler.url(login.user(), login.database()), pooler::close);
  }

  private static Optional<Front> haproxy(Path folder, Address.Tcp server, Login login)
      throws IOException {
    int port = freePort();
    List<String> lines =
        List.of(
            "defaults",
            "  mode tcp",
            "  timeout connect 10s",
            "  timeout client 1h",
            "  timeout server 1h",
            "listen pg",
            "  bind 127.0.0.1:" + port,
            "  balance source",
            "  server a 127.0.0.1:" + server.port());
    Path file = Files.write(folder.resolve("haproxy.cfg"), lines);
    return program("haproxy")
        .map(p -> List.of(p.toString(), "-db", "-f", file.toString()))
        .map(command -> front(command, folder, port, login, ""));
  }

  private static Optional<Front> stunnel(Path folder, Address.Tcp server, Login login)
      throws IOException {
    int port = freePort();
    Path certificate = folder.resolve("stunnel.pem");
    Files.writeString(certificate, TestCertificate.pem());
    List<String> lines =
        List.of(
            "foreground = yes",
            "pid =",
            "[pg]",
            "accept = 127.0.0.1:" + port,
            "connect = 127.0.0.1:" + server.port(),
            "cert = " + certificate,
            "protocol = pgsql");
    Path file = Files.write(folder.resolve("stunnel.conf"), lines);
    return program("stunnel4")
        .map(p -> List.of(p.toString(), file.toString()))
        .map(command -> front(command, folder, port, login, "?sslmode=require"));
  }

  private static Front front(
      List<String> command, Path folder, int port, Login login, String options) {
    try {
      Process process =
          Account.tied(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("front.log").toFile())
              .start();
      String url =
          "postgresql://%s@127.0.0.1:%d/%s%s"
              .formatted(login.user(), port, login.database(), options);
      Front front = new Front(url, process::destroy);
      if (!listens(port, process)) {
        front.close();
        throw new IOException(Files.readString(folder.resolve("front.log")));
      }
      return front;
    } catch (IOException e) {
      throw new IllegalStateException("%s does not start".formatted(command.get(0)), e);
    }
  }

  private static boolean listens(int port, Process process) {
    Deadline deadline = Deadline.in(PATIENCE);
    while (process.isAlive() && !deadline.passed()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException e) {
        // Not yet: one looks again after the least wait in which the process may get on.
        if (process.onExit().completeOnTimeout(process, 20, TimeUnit.MILLISECONDS).join() == null) {
          return false;
        }
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<Path> program(String name) {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    closing.close();
  }
}
