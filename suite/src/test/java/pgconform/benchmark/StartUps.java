package pgconform.benchmark;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.TlsSettings;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.ConnectionUrl;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Terminate;

/**
 * Sessions started and ended per second by this project's own code, and by the barest loop that
 * does the same, in turns against the same server.
 *
 * <p>Arguments: URL, connections at the same time, rounds, seconds a round. The last line is the
 * ratio of the medians; exit status 1 if it is below 0.9.
 */
public final class StartUps {
  private static final double LEAST_RATIO = 0.9;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ConnectionSettings settings;
  private final Login login;
  private final int concurrency;
  private final long nanos;

  private StartUps(ConnectionSettings settings, int concurrency, int seconds) {
    this.settings = settings;
    this.login =
        new Login(
            settings.user(),
            settings.database(),
            settings.password(),
            ProtocolVersion.V3_0,
            List.of());
    this.concurrency = concurrency;
    this.nanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  private interface One {
    void run() throws Exception;
  }

  /** Runs the benchmark. */
  public static void main(String[] args) throws Exception {
    ConnectionSettings settings =
        ConnectionUrl.parse(args[0], Map.of(), Path.of(System.getProperty("user.home")));
    int rounds = Integer.parseInt(args[2]);
    StartUps bench = new StartUps(settings, Integer.parseInt(args[1]), Integer.parseInt(args[3]));
    Connector connector = bench.connector();
    One session = () -> bench.session(connector);
    One raw = bench::raw;
    // The first round warms up.
    bench.rate(raw);
    bench.rate(session);
    double[] sessions = new double[rounds];
    double[] raws = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      sessions[i] = bench.rate(session);
      raws[i] = bench.rate(raw);
    }
    double ratio = median(sessions) / median(raws);
    System.out.printf(
        "pgconform session  %7.0f start-ups/s  (%.0f to %.0f)%n",
        median(sessions), min(sessions), max(sessions));
    System.out.printf(
        "raw loop           %7.0f start-ups/s  (%.0f to %.0f)%n",
        median(raws), min(raws), max(raws));
    System.out.printf("session / raw loop %7.2f%n", ratio);
    System.exit(ratio >= LEAST_RATIO ? 0 : 1);
  }

  private Connector connector() throws Exception {
    TlsSettings tls = new TlsSettings(SSLContext.getDefault(), settings.host(), false);
    return new Connector(new Address.Tcp(settings.host(), settings.port()), tls);
  }

  private double rate(One one) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(concurrency);
    long start = System.nanoTime();
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < concurrency; i++) {
      counts.add(
          executor.submit(
              () -> {
                int count = 0;
                while (System.nanoTime() - start < nanos) {
                  one.run();
                  count++;
                }
                return count;
              }));
    }
    int total = 0;
    for (Future<Integer> count : counts) {
      total += count.get();
    }
    executor.shutdown();
    return total / ((System.nanoTime() - start) / 1e9);
  }

  /** As every case does it: a poller and a transcript of its own. */
  private void session(Connector connector) throws IOException {
    Deadline deadline = Deadline.in(LIMIT);
    try (Poller poller = new Poller();
        Session session =
            Session.start(
                connector.open(poller, new Transcript(), "one", Transport.PLAIN, deadline),
                login,
                deadline)) {
      if (session.startUp().isEmpty()) {
        throw new IOException("an empty start-up");
      }
    }
  }

  /** The least that a client can do: send the packet, skip messages up to ReadyForQuery. */
  private void raw() throws IOException {
    try (Socket socket = new Socket(settings.host(), settings.port())) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(login.startupMessage().encode().toArray());
      DataInputStream in =
          new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
      int type;
      do {
        type = in.readByte();
        in.readFully(new byte[in.readInt() - Integer.BYTES]);
      } while (type != 'Z');
      socket.getOutputStream().write(new Terminate().encode().toArray());
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElse(0);
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
