package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Actual;
import pgconform.exchange.ClientProgram;
import pgconform.exchange.Evidence;
import pgconform.exchange.ProgramLine;
import pgconform.exchange.Verdict;
import pgconform.link.Transcript;
import pgconform.run.Causes;
import pgconform.run.Repetitions;
import pgconform.run.Result;
import pgconform.scenario.TellStep;
import pgconform.testing.Deviations;

/** A client program has a lane of its own, and the answer that fails is marked there. */
class ProgramLaneTest {
  private static final ProgramLine.Command CONNECT =
      new ProgramLine.Command(TellStep.Command.CONNECT, "app", "postgresql://h/d");

  private final Transcript transcript = new Transcript();

  private Finding finding(Actual came) {
    Evidence evidence = Deviations.on("app", came);
    Result.Failure failure =
        new Result.Failure(
            "",
            "",
            evidence,
            Causes.Facts.NONE,
            0,
            List.of(),
            transcript,
            Repetitions.of(3, 3),
            "x",
            List.of("again"));
    Result result =
        new Result(
            Samples.scenario("AAA-001", "client", "It connects"),
            "./my-client",
            Verdict.FAIL,
            "it does not",
            new Result.Cases(1, true, 0, 1),
            Set.of(),
            List.of(),
            Optional.of(failure));
    return Finding.of(result, 1);
  }

  private static List<String> unmet(Finding finding) {
    return finding.trace().stream().filter(TraceLine::unmet).map(TraceLine::text).toList();
  }

  @Test
  void theAnswerThatFailsIsMarked() {
    ClientProgram.Answer answer =
        new ClientProgram.Answer(ClientProgram.Kind.LOST, Optional.empty(), "EOF");
    transcript.addOfProgram(Transcript.Kind.TOLD, CONNECT);
    transcript.addOfProgram(Transcript.Kind.ANSWERED, new ProgramLine.Answered(CONNECT, answer));
    Finding finding = finding(new Actual.Answered(answer));
    assertEquals(List.of("connect app: lost: EOF"), unmet(finding));
    Html html = new Html();
    HtmlExchange.write(html, finding);
    String page = html.toString();
    assertTrue(page.contains(">pgconform</span><span>program</span><span class=\"end\""), page);
    assertTrue(page.contains(">./my-client</span></th>"), page);
    assertTrue(page.contains("told "), page);
    assertTrue(page.indexOf("message received wrong") > page.indexOf("message sent"), page);
  }

  @Test
  void theEndOfTheProgramIsMarked() {
    transcript.addOfProgram(Transcript.Kind.TOLD, CONNECT);
    transcript.addOfProgram(Transcript.Kind.NOTE, new ProgramLine.Ended("it ended"));
    Finding finding = finding(new Actual.ProgramEnded("it ended"));
    assertEquals(List.of("it ended"), unmet(finding));
    // What users lose by it is not what the requirement is about.
    assertEquals("", finding.failure().users());
  }
}
