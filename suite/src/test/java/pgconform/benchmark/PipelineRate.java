package pgconform.benchmark;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Exchange;
import pgconform.exchange.Verdict;
import pgconform.link.Address;
import pgconform.property.Case;
import pgconform.property.Cases;
import pgconform.property.Pipeline;
import pgconform.property.PipelineMessage;
import pgconform.scenario.Scenario;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.testing.Scenarios;
import pgconform.wire.Query;
import pgconform.wire.Terminate;

/**
 * Sequences of the extended query protocol per second, drawn and judged by this project's own code,
 * and by the barest loop that sends the same messages and reads as many ReadyForQuery, in turns
 * against the same server. A sequence ends with a Sync or a Query.
 *
 * <p>Arguments: a target such as {@code embedded:18}, turns, cases a turn, how many at the same
 * time. The last line is the ratio of the sums; exit status 1 if it is below 0.5.
 */
public final class PipelineRate {
  private static final double LEAST_RATIO = 0.5;

  /** What EXQ-001 does. */
  private static final String SEQUENCES =
      """
      for all:
        p: {pipeline: [errors, flush, many]}
      given:
        - start: client
      steps:
        - pipeline: client
          messages: $p
          pace: at once
        - alive: client
      """;

  private PipelineRate() {}

  /** Runs the benchmark. */
  public static void main(String[] args) throws Exception {
    Targets targets = new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());
    int turns = Integer.parseInt(args[1]);
    int tries = Integer.parseInt(args[2]);
    Scenario scenario = Scenarios.of(Scenarios.head("must") + SEQUENCES);
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(args[3]));
    long sequences = 0;
    double judged = 0;
    double raw = 0;
    try (ProbedTarget target = targets.open(TargetSpec.parse(args[0]))) {
      // The first turn warms up.
      for (int turn = 0; turn <= turns; turn++) {
        List<Case> cases = new ArrayList<>();
        long start = System.nanoTime();
        Cases.plan(scenario, target.subject().space(scenario.needs()), turn, tries)
            .cases()
            .forEach(each -> cases.add(each.value()));
        List<Future<?>> running = new ArrayList<>();
        for (Case each : cases) {
          running.add(threads.submit(() -> judge(scenario, target, each)));
        }
        double ofCases = ended(running, start);
        List<byte[]> messages = cases.stream().map(PipelineRate::messages).toList();
        List<Integer> ready = cases.stream().map(PipelineRate::ready).toList();
        start = System.nanoTime();
        for (int i = 0; i < messages.size(); i++) {
          byte[] all = messages.get(i);
          int count = ready.get(i);
          running.add(
              threads.submit(
                  () -> {
                    exchange(target, all, count);
                    return null;
                  }));
        }
        double ofLoop = ended(running, start);
        if (turn > 0) {
          sequences += ready.stream().mapToInt(Integer::intValue).sum();
          judged += ofCases;
          raw += ofLoop;
        }
      }
    } finally {
      threads.shutdown();
    }
    System.out.printf("pgconform sequences   %7.0f a second%n", sequences / judged);
    System.out.printf("raw loop              %7.0f a second%n", sequences / raw);
    System.out.printf("sequences / raw loop  %7.2f%n", raw / judged);
    System.exit(raw / judged >= LEAST_RATIO ? 0 : 1);
  }

  private static double ended(List<Future<?>> running, long start) throws Exception {
    for (Future<?> each : running) {
      each.get();
    }
    running.clear();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void judge(Scenario scenario, ProbedTarget target, Case values) {
    CaseResult result = new Exchange(scenario, target.subject()).run(values);
    if (result.verdict() != Verdict.PASS) {
      throw new IllegalStateException(values + ": " + result);
    }
  }

  private static List<PipelineMessage> pipeline(Case values) {
    return ((Pipeline) values.values().get("p")).messages();
  }

  private static byte[] messages(Case values) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pipeline(values).forEach(each -> all.writeBytes(each.toSend("").encode().toArray()));
    return all.toByteArray();
  }

  private static int ready(Case values) {
    return (int)
        pipeline(values).stream()
            .filter(
                each ->
                    each instanceof PipelineMessage.Sync || each instanceof PipelineMessage.Query)
            .count();
  }

  /** A session with the messages of a case, and the query that shows that it is alive. */
  private static void exchange(ProbedTarget target, byte[] messages, int ready) throws IOException {
    Address.Tcp address = (Address.Tcp) target.subject().connector().address();
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address.host(), address.port()));
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out.write(target.subject().defaultLogin().startupMessage().encode().toArray());
      skip(in, 1);
      out.write(messages);
      skip(in, ready);
      out.write(new Query("select 1").encode().toArray());
      skip(in, 1);
      out.write(new Terminate().encode().toArray());
      if (in.read() >= 0) {
        throw new IOException("Terminate was answered");
      }
    }
  }

  /** Skips messages up to so many ReadyForQuery. */
  private static void skip(DataInputStream in, int ready) throws IOException {
    for (int left = ready; left > 0; ) {
      int type = in.readByte();
      in.skipNBytes(in.readInt() - Integer.BYTES);
      left -= type == 'Z' ? 1 : 0;
    }
  }
}
