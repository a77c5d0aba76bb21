package pgconform.target.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Transport;

/**
 * Finds the Unix socket of a server on this machine that is given by its port. The name of the file
 * contains that port, so that the socket of a server behind a pooler is not mistaken for that of
 * the pooler; and the server that answers there must have been started at the same moment.
 */
final class LocalSocketProbe {
  private static final String STARTED = "select pg_catalog.pg_postmaster_start_time()";

  /** The default directories of PostgreSQL, in the builds of Debian and others and in its own. */
  private static final List<String> USUAL = List.of("/var/run/postgresql", "/tmp");

  private LocalSocketProbe() {}

  /** Returns the socket; empty if there is none that this login can use. */
  static Optional<Address> of(SessionStarter starter, Duration limit) {
    if (!(starter.connector().address() instanceof Address.Tcp tcp) || !isLocal(tcp)) {
      return Optional.empty();
    }
    try (SqlProbe questions = new SqlProbe(starter, limit)) {
      Optional<String> started = questions.value(STARTED);
      return started.isEmpty()
          ? Optional.empty()
          : directories(questions).stream()
              .flatMap(directory -> file(directory, tcp.port()).stream())
              .filter(file -> answers(starter, file, started.get(), limit))
              .<Address>map(Address.Unix::new)
              .findFirst();
    }
  }

  private static boolean isLocal(Address.Tcp tcp) {
    try {
      return InetAddress.getByName(tcp.host()).isLoopbackAddress();
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> directories(SqlProbe questions) {
    return questions
        .value("show unix_socket_directories")
        .map(all -> List.of(all.split(",", -1)))
        .orElse(USUAL);
  }

  private static Optional<Path> file(String directory, int port) {
    try {
      return Optional.of(Path.of(directory.strip(), ".s.PGSQL." + port)).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean answers(
      SessionStarter starter, Path file, String started, Duration limit) {
    Connector there = new Connector(new Address.Unix(file), starter.connector().tls());
    try (SqlProbe questions = new SqlProbe(starter.at(there).over(Transport.PLAIN), limit)) {
      return questions.value(STARTED).filter(started::equals).isPresent();
    }
  }
}
