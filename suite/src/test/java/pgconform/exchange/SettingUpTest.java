package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.link.Event;
import pgconform.property.Case;
import pgconform.scenario.CloseStep;
import pgconform.scenario.Expression;
import pgconform.scenario.GivenStep;
import pgconform.scenario.Place;
import pgconform.scenario.RepeatStep;
import pgconform.scenario.Step;
import pgconform.session.Login;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ProtocolVersion;

/** What a step that only prepares the case belongs to, and what its failure means. */
class SettingUpTest {
  private static final Place NOWHERE = new Place("elsewhere.yaml", 1, 1);
  private static final String QUERY = "{start: c}, {send: c, messages: [Query: {query: q}]}, ";
  private static final String ANSWER = "{expect: c, messages: CommandComplete}";
  private static final Actual FIN = new Actual.Seen(new Event.Closed(1, false, false));

  private final CaseRemarks remarks = new CaseRemarks();

  private static GivenStep given(String steps) {
    return (GivenStep)
        Scenarios.of(
                Scenarios.head("must")
                    + "needs: [user login, tls refused, key data, held query]\n"
                    + "steps:\n  - given: ["
                    + steps
                    + "]\n  - start: z\n")
            .steps()
            .get(0);
  }

  private CaseEnded failed(GivenStep given, Place place, Actual came, boolean pooler) {
    Login login = new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());
    CaseVariables scope = new CaseVariables(new Case(Map.of()), login);
    Evidence evidence = new Evidence(place, "c", Deviations.expected("Closed"), came);
    Opening opening = new Opening(null, null, null, scope);
    return new SettingUp(opening, scope, remarks, pooler).failed(given, evidence);
  }

  private static Place place(GivenStep given, int number) {
    return Step.all(given.steps()).toList().get(number).place();
  }

  private static Place lastPlace(GivenStep given) {
    return place(given, (int) Step.all(given.steps()).count() - 1);
  }

  /** Which kind of precondition silence in a step belongs to. */
  private SetUp kind(GivenStep given, Place place) {
    CaseEnded end = failed(given, place, new Actual.Nothing(), false);
    return assertInstanceOf(PreconditionFailedException.class, end).what;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{start: c, over: plain} | SESSION",
        "{start: c, over: tls, times: 2} | TLS_SESSION",
        "{start: c, over: tls refused} | SESSION",
        "{start: c, over: plain after gss} | AFTER_A_REFUSAL",
        "{start: c, over: tls, protocol: \"3.2\"} | OTHER_VERSION",
        "{start: c, over: tls, protocol: \"3.2\", as: user} | LOGIN",
        "{open: c, over: direct tls} | DIRECT_TLS_SESSION",
        "{open: c, over: tls refused} | SESSION",
      })
  void aSessionIsJudgedByHowItBegins(String step, SetUp kind) {
    GivenStep given = given(step);
    assertEquals(kind, kind(given, lastPlace(given)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{start: c}, {hold: c} | HELD_QUERY",
        "{start: c}, {hold: c, messages: [Query: {query: $hold}]} | HELD_QUERY",
        "{start: c}, {hold: c, messages: [Parse: {query: $hold}]} | EXTENDED_QUERY",
        // What is held is asked for in the extended protocol, and so answered in it.
        "{start: c}, {hold: c, messages: [Parse: {query: $hold}]}, {expect: c, messages: DataRow}"
            + " | EXTENDED_QUERY",
        "{start: c}, {hold: c}, {expect: c, messages: DataRow} | QUERY",
        "{start: c}, {send: c, messages: [Sync, Describe: {}]}, {expect: c, messages: NoData}"
            + " | EXTENDED_QUERY",
        "{start: c}, {send: c, messages: [Sync]}, {expect: c, messages: ReadyForQuery} | QUERY",
        "{start: c}, {send: c, bytes: \"53\"}, {expect: c, messages: ReadyForQuery} | QUERY",
      })
  void aQueryIsJudgedByItsProtocol(String steps, SetUp kind) {
    GivenStep given = given(steps);
    assertEquals(kind, kind(given, lastPlace(given)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{start: c}, {close: c, by: terminate}, {closed: c} | END",
        "{start: c}, {close: c, by: terminate}, {expect: c, messages: DataRow? Closed} | END",
        "{start: c}, {close: c, by: half}, {closed: c} | QUERY",
        "{start: c}, {start: d}, {close: d, by: terminate}, {expect: c, messages: Closed} | QUERY",
        "{start: c}, {start: d}, {close: d, by: terminate}, {closed: d}, {alive: c} | QUERY",
        "{start: c}, {start: d}, {close: d, by: half}, {close: c, by: terminate}, {closed: c}"
            + " | END",
      })
  void onlyWhatTerminateHasAskedForIsTheEndOfASession(String steps, SetUp kind) {
    GivenStep given = given(steps);
    assertEquals(kind, kind(given, lastPlace(given)));
  }

  @Test
  void whatComesBehindACancelMayBeItsEffect() {
    GivenStep given = given(QUERY + "{cancel: c}, " + ANSWER + ", {start: d}");
    assertEquals(SetUp.CANCEL, kind(given, place(given, 3)));
    assertEquals(SetUp.CANCEL, kind(given, place(given, 2)), "the cancel itself");
    assertEquals(SetUp.QUERY, kind(given, place(given, 1)), "what stands before it");
    assertEquals(SetUp.CANCEL, kind(given, NOWHERE), "all steps were done");
  }

  @Test
  void anUnknownPlaceIsBehindAllSteps() {
    GivenStep given = given(QUERY + ANSWER);
    assertSame(given, SettingUp.at(given, on(NOWHERE)));
    assertEquals(given.steps(), SettingUp.upTo(given.steps(), NOWHERE));
    assertEquals(given.steps().subList(0, 1), SettingUp.upTo(given.steps(), place(given, 0)));
  }

  private static Evidence on(Place place) {
    return new Evidence(place, "c", Deviations.expected("Closed"), FIN);
  }

  @Test
  void ofStepsInOnePlaceTheInnermostCounts() {
    Place here = new Place("f", 3, 5);
    Step inner = new CloseStep(here, "c", CloseStep.Manner.FIN);
    Step outer = new RepeatStep(here, new Expression.Literal(here, "2"), List.of(inner));
    Step next = new CloseStep(new Place("f", 4, 5), "c", CloseStep.Manner.FIN);
    GivenStep given = new GivenStep(new Place("f", 2, 3), List.of(outer, next));
    assertSame(inner, SettingUp.at(given, on(here)));
    assertEquals(List.of(outer, inner), SettingUp.upTo(given.steps(), here));
    assertSame(next, SettingUp.at(given, on(next.place())));
  }

  private static Actual error(Field... fields) {
    return Deviations.came(new ErrorResponse(List.of(fields)));
  }

  private static Actual error(String severity, String state) {
    return error(new Field('S', severity), new Field('C', state));
  }

  private record Answer(Actual came, boolean pooler, boolean refusal) {}

  static List<Answer> answers() {
    Event error = new Event.Received(1, Rows.error("ERROR", "42501", "no"));
    return List.of(
        new Answer(error("ERROR", "42501"), false, true),
        new Answer(error("ERROR", "42501"), true, true),
        new Answer(error("FATAL", "42501"), false, false),
        new Answer(error("FATAL", "42501"), true, true),
        new Answer(error("ERROR", "57014"), false, false),
        new Answer(error("FATAL", "57P01"), true, false),
        new Answer(error(new Field('S', "ERROR")), false, true),
        new Answer(error(new Field('C', "42501")), false, true),
        new Answer(
            Deviations.came(new NoticeResponse(List.of(new Field('C', "42501")))), false, false),
        new Answer(new Actual.Refusal(Optional.of(error), "it refused"), false, false),
        new Answer(FIN, false, false),
        new Answer(new Actual.Nothing(), false, false));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void onlyAnErrorThatAnswersWhatWasSentIsARefusal(Answer answer) {
    GivenStep given = given(QUERY + ANSWER);
    Place place = lastPlace(given);
    CaseEnded end = failed(given, place, answer.came, answer.pooler);
    if (answer.refusal) {
      OutcomeReachedException decided = assertInstanceOf(OutcomeReachedException.class, end);
      assertEquals(Verdict.UNSUPPORTED, decided.verdict);
      assertEquals(
          List.of("the server refuses a step that only prepares the case: " + answer.came),
          remarks.says());
    } else {
      PreconditionFailedException unmet = assertInstanceOf(PreconditionFailedException.class, end);
      assertEquals(SetUp.QUERY, unmet.what);
      assertEquals(place, unmet.evidence.place());
      assertEquals(List.of(), remarks.says());
    }
  }

  private static Actual refusal(String state) {
    Event error = new Event.Received(1, Rows.error("FATAL", state, "no"));
    return new Actual.Refusal(Optional.of(error), "it refused");
  }

  private record Start(String parameters, Actual came, boolean refusal) {}

  static List<Start> starts() {
    String special = ", parameters: {replication: database}";
    return List.of(
        new Start(special, refusal("08P01"), true),
        new Start(special, refusal("57P03"), false),
        new Start(special, new Actual.Refusal(Optional.empty(), "silence"), false),
        new Start(special, error("FATAL", "08P01"), false),
        new Start("", refusal("08P01"), false),
        new Start("", error("ERROR", "42501"), false));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void onlyASpecialSessionMayBeRefused(Start start) {
    GivenStep given = given("{start: c, over: plain" + start.parameters + "}");
    CaseEnded end = failed(given, place(given, 0), start.came, false);
    assertEquals(start.refusal, end instanceof OutcomeReachedException);
    assertEquals(!start.refusal, end instanceof PreconditionFailedException);
    assertEquals(
        start.refusal
            ? List.of("the server refuses a step that only prepares the case: it refused")
            : List.of(),
        remarks.says());
  }
}
