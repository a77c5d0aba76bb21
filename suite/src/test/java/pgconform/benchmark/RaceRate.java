package pgconform.benchmark;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Exchange;
import pgconform.exchange.RaceCounts;
import pgconform.exchange.Sampling;
import pgconform.link.Address;
import pgconform.property.Case;
import pgconform.scenario.RaceEffort;
import pgconform.session.Login;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.testing.Scenarios;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.Query;

/**
 * Rounds of the plain race per second, by this project's own code and by the barest loop that does
 * the same, in turns against the same server.
 *
 * <p>Arguments: a target such as {@code embedded:18}, turns, seconds a turn. The last line is the
 * ratio of the medians; exit status 1 if it is below 0.8 and fewer than 600 rounds a second.
 */
public final class RaceRate {
  private static final double LEAST_RATIO = 0.8;
  private static final double ENOUGH = 600;

  private static final String RACE =
      """
      given:
        - start: victim
      steps:
        - rounds: 20000
          offset: 0..300us
          steps:
            - send: victim
              messages: [{Query: "select 1"}]
            - cancel: victim
            - expect: victim
              one of:
                completed: RowDescription DataRow CommandComplete ReadyForQuery
                canceled: RowDescription? DataRow? ErrorResponse[C=57014] ReadyForQuery
            - closed: cancel
      """;

  private RaceRate() {}

  /** Runs the benchmark. */
  public static void main(String[] args) throws Exception {
    Targets targets = new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());
    int turns = Integer.parseInt(args[1]);
    Duration time = Duration.ofSeconds(Long.parseLong(args[2]));
    double[] rounds = new double[turns];
    double[] raws = new double[turns];
    try (ProbedTarget target = targets.open(TargetSpec.parse(args[0]))) {
      // The first turn warms up.
      raw(target, time);
      rounds(target, time);
      for (int i = 0; i < turns; i++) {
        raws[i] = raw(target, time);
        rounds[i] = rounds(target, time);
      }
    }
    double ratio = median(rounds) / median(raws);
    System.out.printf("pgconform rounds  %7.0f a second%n", median(rounds));
    System.out.printf("raw loop          %7.0f a second%n", median(raws));
    System.out.printf("rounds / raw loop %7.2f%n", ratio);
    System.exit(ratio >= LEAST_RATIO || median(rounds) >= ENOUGH ? 0 : 1);
  }

  private static double rounds(ProbedTarget target, Duration time) {
    // A case has half of its twelve limits for rounds.
    CaseResult result =
        new Exchange(
                Scenarios.of(Scenarios.head("must") + RACE),
                target.subject().withLimit(time.dividedBy(6)),
                new Sampling(RaceEffort.WHOLE, 1, time, 0))
            .run(new Case(Map.of()));
    RaceCounts counts = result.races().get(0);
    if (counts.violations() > 0) {
      throw new IllegalStateException(result.toString());
    }
    return counts.rounds().size() / (result.nanos() / 1e9);
  }

  private static double raw(ProbedTarget target, Duration time) throws IOException {
    Login login = target.subject().defaultLogin();
    Address.Tcp address = (Address.Tcp) target.subject().connector().address();
    try (Socket victim = connect(address)) {
      OutputStream out = victim.getOutputStream();
      DataInputStream in =
          new DataInputStream(new java.io.BufferedInputStream(victim.getInputStream()));
      out.write(login.startupMessage().encode().toArray());
      byte[] key = ready(in);
      byte[] query = new Query("select 1").encode().toArray();
      byte[] cancel =
          new CancelRequest(
                  ByteBuffer.wrap(key).getInt(),
                  Bytes.of(key, Integer.BYTES, key.length - Integer.BYTES))
              .encode()
              .toArray();
      int count = 0;
      long start = System.nanoTime();
      while (System.nanoTime() - start < time.toNanos()) {
        out.write(query);
        try (Socket request = connect(address)) {
          request.getOutputStream().write(cancel);
          ready(in);
          InputStream end = request.getInputStream();
          if (end.read() >= 0) {
            throw new IOException("a CancelRequest was answered");
          }
        }
        count++;
      }
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static Socket connect(Address.Tcp address) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(address.host(), address.port()));
    return socket;
  }

  /** Skips messages up to ReadyForQuery; the body of BackendKeyData, if it was among them. */
  private static byte[] ready(DataInputStream in) throws IOException {
    byte[] key = {};
    int type;
    do {
      type = in.readByte();
      byte[] body = new byte[in.readInt() - Integer.BYTES];
      in.readFully(body);
      key = type == 'K' ? body : key;
    } while (type != 'Z');
    return key;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
