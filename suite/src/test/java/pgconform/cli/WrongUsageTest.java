package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users mistype: one sentence that names it, and exit status 2. */
class WrongUsageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --no-such-option | --no-such-option",
        "run --efort smoke | no option '--efort'; did you mean '--effort'?",
        "run --scenaros=x | no option '--scenaros'; did you mean '--scenarios'?",
        "rnu embedded | no command 'rnu'; did you mean 'run'?",
        "explain CAN-001 CAN-002 | 'CAN-002' is one argument too many",
        "run --effort hugely | --effort cannot be 'hugely'; known are deep, default, smoke",
        "run --effort smok | --effort cannot be 'smok'; did you mean 'smoke'?",
        "run --tries many | --tries takes a number, not 'many'",
        "run --seed x | --seed takes a number, not 'x'",
        "run --tries 0 | --tries",
        "run --jobs 1000 | --jobs",
        "run --time-budget soon | --time-budget",
        "run --profile mysql | --profile cannot be 'mysql'; known are pooler, postgresql, protocol",
        "run --scenario CAN-9999 | CAN-9999",
        "run --scenario cancle | cancel",
        "run --exclude * | nothing is left",
        "run --scenario CAN-006 --case key=flip(1) | also has a variable",
        "run --scenario CAN-006 --case x | name=value",
        "run --case x=1 | --scenario",
        "run --scenarios /no/such/folder | /no/such/folder",
        "run mysql://h/x | postgresql://",
        "run postgresql://h:port/x | a port is not a number",
        "run postgresql://h:70000/x | the port 70000 is not a number from 1 to 65535",
        "run postgresql://h/x?sslmode=maybe | sslmode",
        "run postgresql://h/x?no_such=1 | no_such",
        "run embedded:7.4 | 7.4",
        "run embedded:banana | banana",
        "replay /no/such/file | the file /no/such/file does not exist",
        "explain CAN-9999 | CAN-9999",
        "probe mysql://h/x | postgresql://",
        "probe embedded:18 embedded:17 | embedded:17",
        "list --record x | --coverage",
        "list --coverage --compare /no/such/file | /no/such/file",
        "list --coverage --compare x --scenario CAN-001 | cannot be combined with",
        "lint /no/such/file | /no/such/file",
        "run --shard 3/2 | --shard",
        "run --scenario CAN-006 --shard 2/2 | is empty, since there is only 1 scenario to divide",
        "run --scenario CAN-006 --case kye=flip(1) | has no variable 'kye'; did you mean 'key'?",
        "merge /no/such/folder | /no/such/folder",
        "diff /no/such/a /no/such/b | /no/such/a",
        "run --write-expectations /no/such/folder/x | /no/such/folder/x",
        "run --expectations /no/such/file | the expectations file /no/such/file does not exist",
        "run embeded:18 | 'embeded:18' is not a target; did you mean 'embedded:18'?",
        "run embedded embeded | 'embeded' is not a target; did you mean 'embedded'?",
        "run embedded18 | did you mean 'embedded:18'?",
        "run 18 | '18' is not a target; did you mean 'embedded:18'?",
        "run dokcer:postgres:18 | did you mean 'docker:postgres:18'?",
        "run postgresq://h/x | 'postgresq://h/x' is not a target; did you mean 'postgresql://h/x'?",
        "run postgresql:h/x | did you mean 'postgresql://h/x'?",
        "run postgresq://u:secret@h/x | 'postgresq://…@h/x' is not a target; did you mean",
        "run u:secret@h/x | '…@h/x' is not a target: write",
        "run embedded: | embedded: is not followed by a release: write embedded:18, or",
        "run postgresql://h/x?sslmod=off | is unknown; did you mean 'sslmode'?",
        "explain CAN-06 | pgconform: there is no requirement CAN-06; did you mean 'CAN-006'?",
        "explain nonsense | there is no requirement nonsense; './pgconform list' shows them all",
        "run -s CAN-06 | --scenario CAN-06 matches no scenario; did you mean 'CAN-006'?",
        "run --login scrm=a:b | there is no kind of login 'scrm'; did you mean 'scram'?",
        "run --profile postgrsql | --profile cannot be 'postgrsql'; did you mean 'postgresql'?",
        "list --role clint | --role cannot be 'clint'; did you mean 'client'?",
        "selftest --fault cancle | --fault cancle matches no fault; did you mean 'cancel'?",
        "lint /no/file.yaml | the file /no/file.yaml does not exist",
        "merge /no/folder | the file /no/folder does not exist",
        "diff /no/a /no/b | the file /no/a does not exist",
        "run /no/file.yaml | the target file \"/no/file.yaml\" does not exist",
        "run --scenarios /no/folder | --scenarios: the folder /no/folder does not exist",
        "run --write-expectations /no/folder/x | : the folder /no/folder does not exist",
        "run --out /proc/x | --out /proc/x: reports cannot be written there: the system allows no",
        "frobnicate | frobnicate"
      })
  void isOneSentence(String arguments, String named) {
    String text = Execution.of(arguments).gives(2, named).text();
    assertTrue(text.lines().count() <= 3, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "run embedded --out ~ --out",
        "merge x --out ~ --out",
        "run --expectations ~ --expectations",
        "run --write-expectations ~ --write-expectations",
        "run --scenarios ~ --scenarios",
        "explain CAN-006 --scenarios ~ --scenarios",
        "run --tls-key-log ~ --tls-key-log",
        "run --slow-query ~ --slow-query",
        "run -s ~ --scenario",
        "list --coverage --compare ~ --compare",
        "selftest --matrix ~ --matrix",
        "replay ~ FILE",
        "lint ~ FILE|DIR",
        "merge ~ DIR"
      })
  void anEmptyValueIsNone(String arguments, String named) {
    String command = arguments.replaceFirst(" .*", "");
    String text = named + " has an empty value; is it that of a variable that is not set?";
    Execution.of(arguments, "").gives(2, text, "Try 'pgconform " + command + " --help'");
    if (named.startsWith("--") && !arguments.contains(" -s")) {
      Execution.of(arguments + "=").gives(2, text);
    }
  }

  @Test
  void anEmptyTargetIsNone() {
    Execution.of("run", "").gives(2, "a target is empty; is it the value of a variable");
  }

  @Test
  void aMistypedNameIsReportedWithTheOtherErrorsOfTheFile() throws Exception {
    Path file = folder.resolve("known.yaml");
    Files.writeString(
        file,
        """
        - {id: CAN-002, target: embeded:18, verdict: fail, reason: x}
        - {id: CAN-02, verdict: fail, reason: x}
        - {id: CAN-003, verdct: fail, reason: x}
        """);
    Execution.of("run --expectations", file)
        .gives(
            2,
            file + ":1:3: no target can be named 'embeded:18' (did you mean 'embedded:18.*'?)",
            file + ":2:3: no requirement matches 'CAN-02' (did you mean 'CAN-002'?)",
            file + ":3:17: an expectation has no field 'verdct'");
  }

  @Test
  void aBrokenScenarioIsNamedByPlace() throws Exception {
    Path file = folder.resolve("BAD-001.yaml");
    Files.writeString(file, "id: BAD-001\ntitle: x\nstepz: []\n");
    Execution.of("run embedded --scenarios", folder)
        .gives(2, file + ":3:1: ", "did you mean 'steps'?");
  }

  @Test
  void everyFileBelowAFolderIsChecked() throws Exception {
    Execution.of("lint", folder).gives(2, "there is no file below " + folder);
    Path deep = Files.createDirectories(folder.resolve("some/area"));
    Files.writeString(deep.resolve("BAD-001.yaml"), "id: BAD-001\ntitle: x\nstepz: []\n");
    Files.writeString(folder.resolve("BAD-002.yaml"), "id: BAD-002\ntitles: x\n");
    Execution.of("lint", folder)
        .gives(
            2, deep.resolve("BAD-001.yaml") + ":3:1: ", folder.resolve("BAD-002.yaml") + ":2:1: ");
  }

  @Test
  void anExplanationNamesTheFile() throws Exception {
    Execution.of("explain CAN-006").gives(0, "This requirement is the file cancel/CAN-006.yaml");
    Path file = folder.resolve("OWN-001.yaml");
    Files.writeString(
        file,
        """
        id: OWN-001
        title: x
        area: x
        level: must
        source: x
        consequence: nobody can log in
        steps:
          - start: a
          - alive: a
        """);
    Execution.of("explain OWN-001 --scenarios", folder)
        .gives(0, "Where it is broken, nobody can log in.", "is the file " + file + ".");
  }

  @Test
  void whatIsNoYamlIsNamedByPlace() throws Exception {
    Path file = folder.resolve("broken.yaml");
    Files.writeString(file, "id: CAN-1\n  title: [\n");
    Execution.of("lint", file).gives(2, file + ":2:8: ");
    Execution.of("run --expectations", file).gives(2, file + ":2:8: ");
  }

  @ParameterizedTest
  @CsvSource({"client, accept", "proxy, start"})
  void onlyServersAreJudgedByRun(String role, String verb) throws Exception {
    Path file = folder.resolve("OWN-001.yaml");
    Files.writeString(
        file,
        """
        id: OWN-001
        title: x
        area: x
        role: %s
        level: must
        source: x
        consequence: x
        steps:
          - %s: a
        """
            .formatted(role, verb));
    String fault =
        "%s: OWN-001 is a scenario of role %s, which only 'pgconform %<s' and 'pgconform replay' run"
            .formatted(file, role);
    Execution.of("lint", file).gives(0);
    Execution.of("run embedded -s OWN-001 --scenarios", folder).gives(2, fault);
    String replayed =
        role.equals("proxy")
            ? "embedded:18.6 is not the target file of a proxy: the target file of a proxy has a"
                + " 'start' that uses ${backend_port}"
            : "there is no client 'embedded'";
    Execution.of("replay", file, "embedded").gives(2, replayed);
  }

  @Test
  void helpAndVersionAreNoMistakes() {
    Execution.of("--help").gives(0, "Exit status: ");
    Execution.of("run --help").gives(0, "--expectations");
    Execution.of("--version").gives(0, "pgconform ");
    Execution.of("list --json").gives(0, "CAN-006");
  }
}
