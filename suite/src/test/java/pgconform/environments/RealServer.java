package pgconform.environments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL that is made of a folder of programs, whoever has built them, with pg_hba.conf and
 * postgresql.conf as a test wants them. It listens on loopback addresses only, and the kernel ends
 * it together with the thread that has started it.
 */
final class RealServer implements AutoCloseable {
  /** What a server says that takes sessions, in the languages of the table. */
  private static final List<String> READY =
      List.of("ready to accept", "bereit, um Verbindungen anzunehmen");

  private static final int PATIENCE_SECONDS = 120;
  private static final int GRACE_SECONDS = 5;

  private final Path programs;
  private final Path home;
  private final int port;
  private Process process;

  private RealServer(Path programs, Path home) throws IOException {
    this.programs = programs;
    this.home = home;
    this.port = freePort();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Makes a data directory and starts the server.
   *
   * @param programs the folder that holds {@code initdb} and {@code postgres}
   * @param home a folder for everything it has, with nothing in it but keys
   * @param access pg_hba.conf
   * @param settings postgresql.conf, on top of the defaults
   */
  static RealServer start(
      Path programs, Path home, List<String> access, Map<String, String> settings)
      throws IOException, InterruptedException {
    RealServer server = new RealServer(programs, home);
    Account.makeDirectory(server.data());
    List<String> initdb =
        List.of(programs.resolve("initdb").toString(), "-D", server.data().toString());
    List<String> options =
        List.of("-U", Superuser.NAME, "-A", "trust", "-E", "UTF8", "--locale=C", "--nosync");
    List<String> command = new ArrayList<>(initdb);
    command.addAll(options);
    Account.run(home.resolve("initdb.log"), command);
    server.boot(access, settings);
    return server;
  }

  /**
   * Starts a second server with a copy of the data of this one, which follows it from then on.
   *
   * @param place a folder as the first one had it
   */
  RealServer standby(Path place, List<String> access, Map<String, String> settings)
      throws IOException, InterruptedException {
    RealServer standby = new RealServer(programs, place);
    close();
    Account.makeDirectory(standby.data());
    // The server's user copies its own files, with no help of root's.
    Account.run(
        place.resolve("copy.log"), List.of("cp", "-Rp", data() + "/.", standby.data().toString()));
    Account.run(place.resolve("touch.log"), List.of("touch", standby.data() + "/standby.signal"));
    start();
    Map<String, String> following = new TreeMap<>(settings);
    following.put(
        "primary_conninfo", "host=127.0.0.1 port=%d user=%s".formatted(port, Superuser.NAME));
    standby.boot(access, following);
    return standby;
  }

  private void boot(List<String> access, Map<String, String> settings)
      throws IOException, InterruptedException {
    Files.write(home.resolve("pg_hba.conf"), access);
    Map<String, String> all = new TreeMap<>(settings);
    all.put("hba_file", home.resolve("pg_hba.conf").toString());
    all.put("unix_socket_directories", data().toString());
    all.put("port", Integer.toString(port));
    List<String> lines = new ArrayList<>(List.of("include '%s/postgresql.conf'".formatted(data())));
    all.forEach((name, value) -> lines.add("%s = '%s'".formatted(name, value.replace("'", "''"))));
    Files.write(home.resolve("postgresql.conf"), lines);
    start();
  }

  /** Starts the program and waits until it says that it takes sessions. */
  private void start() throws IOException, InterruptedException {
    ProcessBuilder builder =
        Account.builder(
            List.of(
                programs.resolve("postgres").toString(),
                "-D",
                data().toString(),
                "-c",
                "config_file=" + home.resolve("postgresql.conf")));
    builder.environment().put("LOCPATH", home.toString());
    process = builder.start();
    CountDownLatch ready = new CountDownLatch(1);
    Process started = process;
    Thread reader = new Thread(() -> log(started, ready), "postgres-log");
    reader.setDaemon(true);
    reader.start();
    if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !process.isAlive()) {
      close();
      throw new IOException("the server does not start:\n" + Files.readString(logFile()));
    }
  }

  /** Writes what the server prints to a file; it would stop if nobody read it. */
  private void log(Process server, CountDownLatch ready) {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(server.getInputStream(), StandardCharsets.ISO_8859_1));
        Writer file =
            Files.newBufferedWriter(
                logFile(),
                StandardCharsets.ISO_8859_1,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line + "\n");
        file.flush();
        if (READY.stream().anyMatch(line::contains)) {
          ready.countDown();
        }
      }
    } catch (IOException e) {
      // Whoever ends the server closes its output, too. The log then lacks its end.
    } finally {
      ready.countDown();
    }
  }

  /** The port, on the loopback addresses. */
  int port() {
    return port;
  }

  /** The folder that holds its log, its keys and its data. */
  Path home() {
    return home;
  }

  private Path data() {
    return home.resolve("data");
  }

  private Path logFile() {
    return home.resolve("postgres.log");
  }

  /** Ends it, with sessions or without; its data stay. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, GRACE_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }
}
