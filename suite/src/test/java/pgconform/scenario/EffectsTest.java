package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a requirement does to the server is seen in its steps. */
class EffectsTest {
  /** Checked by hand: each requirement that does more than start sessions and cancel queries. */
  private static final String BY_HAND =
      """
      AUT-002 l    AUT-003b c   AUT-005 m    AUT-008 l    AUT-010 l    AUT-010b ls  BKD-007 f    BKD-012 c
      CAN-003 p    CAN-007 p    CAN-007b p   CAN-010 m    CAN-012 mp   CAN-013 m    CAN-013b mw
      CAN-015 m    CAN-021 l    CAN-023 fx   CAN-024 s    CAN-028 f    CAN-028b fx  CAN-029 mp
      CST-007 t    CST-020 c    CST-021 s    CST-023 c    CST-028 e
      ENC-007 m    ENC-007b m   ENC-008 m    ENC-008b m   ENC-009 m    ENC-011 m    ENC-012 m
      ENC-013 m    ENC-014b w   ENC-020 m    ENC-021 m    ENC-024 w
      FRM-001 m    FRM-002 m    FRM-003 m    FRM-004 m    FRM-005 m    FRM-006 mw   FRM-007b m
      FRM-008 m    FRM-009 m    FRM-010 m    FRM-010b ml  FRM-010c m   FRM-011 m    FRM-013 m    FRM-014 m
      FRM-016 m    FRM-016b m   FRM-017 m
      RAC-003b t   RAC-003c t   RAC-003d t   RAC-007 f
      RES-001 x    RES-002 x    RES-003 s    RES-004 f    RES-004b f
      SEC-001 f    SEC-002 p    SEC-003 l    SEC-006 mp   SEC-006b mfx SEC-007 mp   SEC-008 ml
      STA-001 l    STA-013 l    STA-014 l    STA-014b l   STA-014c l   STA-014d c
      STA-014e l
      TMO-001 mw   TMO-001b mw  TMO-002 w    TMO-003 w    TMO-004 mw
      TRM-001 t    TRM-001b m   TRM-003 t    TRM-004 t    TRM-005 e    TRM-006 s    TRM-007 s    TRM-008 t
      VER-006 l    VER-013 m
      """;

  private static List<Scenario> scenarios;

  @BeforeAll
  static void read() throws Exception {
    scenarios = ScenarioLibrary.load(Path.of("..", "scenarios"), List.of());
  }

  @Test
  void eachHasTheEffectsThatPeopleSee() {
    Map<String, String> expected = new TreeMap<>();
    String[] words = BY_HAND.strip().split("\\s+", -1);
    for (int i = 0; i < words.length; i += 2) {
      expected.put(words[i], words[i + 1]);
    }
    Map<String, String> found = new TreeMap<>();
    scenarios.stream()
        .filter(scenario -> !scenario.effects().isEmpty())
        .forEach(scenario -> found.put(scenario.id(), letters(scenario.effects())));
    assertEquals(expected, found);
  }

  @Test
  void noneIsDeclaredThatTheStepsShow() {
    List<String> idle =
        scenarios.stream()
            .filter(s -> s.declared().stream().anyMatch(e -> Effects.shown(s).contains(e)))
            .map(Scenario::id)
            .toList();
    assertEquals(List.of(), idle);
  }

  @Test
  void octetsAndFaultsAreMalformed() {
    for (Scenario scenario : scenarios) {
      boolean crooked =
          scenario.text().lines().anyMatch(l -> l.strip().matches("-? *bytes:.*|.*\\{bytes:.*"))
              || scenario.text().lines().anyMatch(l -> l.matches(".*\\b(append|truncate):.*"));
      if (crooked) {
        assertTrue(scenario.effects().contains(Effect.MALFORMED_PACKETS), scenario.id());
      }
    }
  }

  @Test
  void lettersAndWordsAreThereOnce() {
    Set<String> seen = new HashSet<>();
    for (Effect effect : Effect.values()) {
      assertTrue(seen.add(String.valueOf(effect.letter())), effect.name());
      assertTrue(seen.add(effect.toString()), effect.name());
    }
    assertEquals(
        Set.of(Effect.WAITS, Effect.THROW_AWAY_SERVER),
        Arrays.stream(Effect.values()).filter(Effect::gentle).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "open: c, times: 9 | ''",
        "open: c, times: 10 | f",
        "open: c, times: $many | f",
        "start: c, times: $few | ''",
        "start: c, times: $many | f",
        "cancel: s, times: $many | f",
        "cancel: s, key: $other | ''",
        "cancel: s, key: '' | m",
        "cancel: s, key: 00 00 | ''",
        "cancel: s, key: $octets | m",
        "cancel: s, process id: '+1' | p",
        "cancel: s, process id: $few | p",
        "cancel: s, process id: $s.processId | ''",
        "cancel: s, framing: $ending | m",
        "send: s, messages: [{CancelRequest: {processId: $s.processId}}] | ''",
        "send: s, messages: [{CancelRequest: {processId: 7}}] | p",
        "send: s, messages: [{CancelRequest: {secretKey: ''}}] | m",
        "send: s, messages: [{Sync: {length: 5}}] | m",
        "send: s, messages: [{RequestWithUnknownCode: {code: '0x7'}}] | m",
        "send: s, bytes: 00 | m",
        "send: s, messages: [{Query: create temp table t (x int)}] | ''",
        "send: s, messages: [{Query: create table t (x int)}] | t",
        "send: s, messages: [{Query: $sql}] | ct",
        "send: s, messages: [{Query: ALTER ROLE r}] | c",
        "send: s, messages: [{Query: \"select pg_terminate_backend(${few})\"}] | e",
        "hold: s, messages: [{Query: \"${hold}; alter role r\"}] | c",
        "exhaust: c | x",
        "'expect: s, messages: \"ErrorResponse[C=28P01] Closed\"' | l",
        "'expect: s, messages: \"ErrorResponse[C=/28.../]\"' | l",
        "'expect: s, messages: \"ErrorResponse[C!=28000]\"' | ''",
        "'expect: s, one of: {in: Started, out: \"ErrorResponse[C=28000]\"}' | ''",
        "repeat: 2, steps: [{open: c, times: 10}] | f",
        "server: running | s",
      })
  void stepsShowThem(String step, String letters) throws Exception {
    assertEquals(sorted(letters), sorted(letters(scenario("", "- {" + step + "}").effects())));
  }

  @Test
  void whatIsDoneToAThrowAwayServerSparesTheOther() throws Exception {
    String before = "- {open: a, times: 10}\n  ";
    String behind = "- {server: running}\n  - {send: s, bytes: 00}";
    assertEquals("s", letters(scenario("", behind).effects()));
    assertEquals("fs", letters(scenario("", before + behind).effects()));
  }

  @Test
  void whatStepsDoNotShowIsDeclared() throws Exception {
    Scenario scenario = scenario("effects: [malformed packets, failed logins]", "- {alive: s}");
    assertEquals("ml", letters(scenario.effects()));
    assertTrue(!scenario.gentle(), "gentle");
  }

  private static Scenario scenario(String field, String steps) throws Exception {
    String text =
        """
        id: AAA-001
        title: It is so
        area: a
        level: must
        source: s
        consequence: c
        %s
        for all:
          few: {integer: 1..9}
          many: {integer: 1..10}
          octets: {octets: 4..257}
          other: {octets: 4..256}
          ending: {framing of: 16}
          sql: [select 1, create table u (x int), create or replace function f()]
        steps:
          - {start: s}
          %s
        """
            .formatted(field, steps);
    FileErrors problems = new FileErrors();
    Node root = Yaml.read("AAA-001.yaml", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return ScenarioReader.readLeniently(root, problems);
  }

  private static String letters(Set<Effect> effects) {
    return effects.stream()
        .map(effect -> String.valueOf(effect.letter()))
        .collect(Collectors.joining());
  }

  private static String sorted(String letters) {
    return letters.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
  }
}
