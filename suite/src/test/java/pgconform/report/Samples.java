package pgconform.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.RaceCounts;
import pgconform.exchange.Verdict;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.Listener;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.run.Causes;
import pgconform.run.Effort;
import pgconform.run.Expectations;
import pgconform.run.Options;
import pgconform.run.Part;
import pgconform.run.Race;
import pgconform.run.Repetitions;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;
import pgconform.run.Times;
import pgconform.scenario.Catalogue;
import pgconform.scenario.ExpectationReader;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.Timed;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.ScriptedServer;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.FrontendMessage;
import pgconform.wire.PasswordMessage;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;

/** Runs for tests of reports, without a run. */
final class Samples {
  /** What a server may say to harm whoever reads a report. */
  static final String HOSTILE =
      "</script><script>alert(1)</script>]]>\u001b]0;owned\u0007\u001b[2J\u0000\udc80\ud800\u202egnp.exe\u2028&amp;\"'<img"
          + " src=x onerror=alert(1)>\ufffe|`*_[x](javascript:alert(1))\r\n"
          + "::error::injected%0A";

  static final String PASSWORD = "hush-hush-secret";

  private Samples() {}

  static Scenario scenario(String id, String area, String title) {
    return Scenarios.of(
        """
        id: %s
        title: %s
        area: %s
        level: must
        source: [Message Flow, libpq]
        bug: CVE-2021-23214
        consequence: somebody else's query is stopped
        steps:
          - open: client
          - expect: client
            messages: Closed
        """
            .formatted(id, title, area));
  }

  private static Times times(String value) {
    return new Times(
        new Timed("cancel", "key"), List.of(new Times.Row(value, 3, 1_500_000, 54_600_000)));
  }

  /** A race one of whose outcomes has this name. */
  static Race race(String outcome) {
    return new Race(
        300,
        2,
        Map.of("completed", 200, outcome, 100),
        List.of(
            new Race.Offsets(0, 1_000_000, Map.of(outcome, 100)),
            new Race.Offsets(1_000_000, 2_000_000, Map.of("completed", 200))),
        Optional.of(new Race.Window(900_000, 1_200_000)),
        Optional.of(new RaceCounts.Repeated(950_000, 30, 1)));
  }

  static Result result(Scenario scenario, String target, Verdict verdict, String message) {
    return new Result(scenario, target, verdict, message, new Result.Cases(3, true, 0, 12_345_678));
  }

  /** A failure with an exchange in which the server said something. */
  static Result failure(Scenario scenario, String target, String said) {
    return failure(scenario, target, said, exchange(said));
  }

  static Result failure(Scenario scenario, String target, String said, Transcript transcript) {
    Actual came = Deviations.came(Rows.error("FATAL", "28000", said));
    Evidence evidence = Deviations.on("client", came);
    Result.Failure failure =
        new Result.Failure(
            "key=flip(0)",
            "key=flip(9)",
            evidence,
            Causes.Facts.NONE,
            500,
            List.of(),
            transcript,
            Repetitions.of(3, 3),
            "id: X\n",
            List.of(
                "./pgconform",
                "run",
                target,
                "--scenario",
                scenario.id(),
                "--case",
                "key=flip(0)"));
    return new Result(
        scenario,
        target,
        Verdict.FAIL,
        "client: expected Closed, got " + came,
        new Result.Cases(1, false, 0, 98_765_432),
        Set.of(),
        List.of(),
        Optional.of(failure));
  }

  /** What crosses a connection of a client that is let in. */
  static Transcript served(String name) {
    Transcript transcript = new Transcript();
    Deadline deadline = Deadline.in(Duration.ofSeconds(20));
    StartupMessage startUp = new StartupMessage(ProtocolVersion.V3_0, List.of());
    BackendMessage answer = new ReadyForQuery('I');
    try (Poller poller = new Poller();
        Listener listener = Listener.onLoopback(poller);
        Link client = Link.connect(poller, Transcript.none(), name, listener.address(), deadline)) {
      client.send(startUp.encode(), List.of(startUp), deadline);
      try (Link link = listener.accept(transcript, name, deadline).orElseThrow()) {
        link.next(deadline);
        link.send(answer.encode(), List.of(answer), deadline);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return transcript;
  }

  /** What crosses a connection on which a password is sent and the server says something. */
  static Transcript exchange(String said) {
    Transcript transcript = new Transcript();
    BackendMessage answer = Rows.error("FATAL", "28000", said);
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.next();
                  peer.send(answer);
                });
        Poller poller = new Poller()) {
      Deadline deadline = Deadline.in(Duration.ofSeconds(20));
      Address address = server.address();
      try (Link link = Link.connect(poller, transcript, "client", address, deadline)) {
        FrontendMessage password = new PasswordMessage(PASSWORD);
        Bytes octets = new Query("select 'before'").encode().plus(password.encode());
        int cut = octets.size() - 9;
        link.send(
            List.of(octets.slice(0, cut), octets.slice(cut, octets.size())),
            List.of(new Query("select 'before'"), password),
            Duration.ZERO,
            deadline);
        Optional<Event> event = link.next(deadline);
        while (event.isPresent() && !(event.get() instanceof Event.Closed)) {
          event = link.next(deadline);
        }
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return transcript;
  }

  static TargetInfo target(String name, String said) {
    Map<String, String> capabilities = new LinkedHashMap<>();
    capabilities.put("tls", "TLSv1.3");
    capabilities.put("key data", said);
    return new TargetInfo(
        name,
        name,
        "Product " + said,
        "13.4 " + said,
        Profile.PROTOCOL,
        capabilities,
        Optional.empty());
  }

  static RunResult run(List<TargetInfo> targets, List<Result> results) {
    return new RunResult(
        "1.2.3",
        Options.of(7, Effort.DEFAULT, 1, true),
        Expectations.none(false),
        Instant.parse("2026-11-21T10:00:00Z"),
        2_000_000_000L,
        40,
        5,
        30,
        targets,
        results,
        false);
  }

  /** The same as a part of a run. */
  static RunResult shard(RunResult run, Part part) {
    Options o = run.options();
    return new RunResult(
        run.suiteVersion(),
        new Options(
            o.seed(),
            o.effort(),
            o.tries(),
            o.jobs(),
            o.onlyCase(),
            o.shrink(),
            o.budget(),
            o.command(),
            o.further(),
            o.file(),
            Optional.of(part)),
        run.expectations(),
        run.started(),
        run.nanos(),
        run.connections(),
        run.cancels(),
        run.cases(),
        run.targets(),
        run.results(),
        run.interrupted());
  }

  /**
   * A run with every verdict, whose server says what it says wherever a server can say something.
   */
  static RunResult every(String said) {
    List<TargetInfo> targets = new ArrayList<>();
    targets.add(target("one", said));
    targets.add(target("postgresql://two:5432/x", said));
    targets.add(
        new TargetInfo(
            "gone", "gone", "", "", Profile.PROTOCOL, Map.of(), Optional.of("refused: " + said)));
    List<Result> results = new ArrayList<>();
    Scenario broken = scenario("AAA-001", "cancel", "A wrong key cancels nothing");
    for (TargetInfo target : targets.subList(0, 2)) {
      results.add(failure(broken, target.name(), said));
      int number = 2;
      for (Verdict verdict : Verdict.values()) {
        if (verdict != Verdict.FAIL) {
          results.add(
              result(
                      scenario(
                          "AAA-%03d".formatted(number++),
                          "key-data",
                          "It is %s".formatted(verdict)),
                      target.name(),
                      verdict,
                      verdict == Verdict.PASS ? "" : "because " + said)
                  .timed(Optional.of(verdict).filter(Verdict.PASS::equals).map(v -> times(said)))
                  .raced(verdict == Verdict.PASS ? List.of(race(said)) : List.of()));
        }
      }
    }
    return run(targets, results);
  }

  /** A run of which nothing is red. */
  static RunResult green() {
    Scenario scenario = scenario("AAA-001", "key-data", "It is pass");
    return run(
        List.of(target("one", "something")), List.of(result(scenario, "one", Verdict.PASS, "")));
  }

  /** Ten targets and as many requirements as there are, of which every so manieth is broken. */
  static RunResult tenTargets(int every) {
    List<Scenario> scenarios = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      scenarios.add(scenario("AAA-%03d".formatted(i), "cancel", "A wrong key cancels nothing"));
    }
    Result broken = failure(scenarios.get(0), "x", "y".repeat(1_000_000));
    List<TargetInfo> targets = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    for (int t = 0; t < 10; t++) {
      TargetInfo target = target("embedded:" + t, "something");
      targets.add(target);
      for (int i = 0; i < scenarios.size(); i++) {
        boolean fails = i % every == 0;
        results.add(
            new Result(
                scenarios.get(i),
                target.name(),
                fails ? Verdict.FAIL : Verdict.PASS,
                fails ? broken.message() : "",
                new Result.Cases(400, false, 0, 1_000_000),
                Set.of(),
                List.of(),
                fails ? broken.failure() : Optional.empty()));
      }
    }
    return run(targets, results);
  }

  /** The run, held against a file of expectations. */
  static RunResult against(String file, boolean strict, RunResult run) throws ScenarioException {
    Map<String, Integer> catalogue =
        Catalogue.versions(run.results().stream().map(Result::scenario).distinct().toList());
    return run.against(
        new Expectations(
            ExpectationReader.read("x.yaml", utf8(file)), catalogue, LocalDate.EPOCH, strict));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
