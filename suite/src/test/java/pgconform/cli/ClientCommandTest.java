package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCommandTest {
  /** A program whose driver can do nothing. */
  private static final String UNABLE =
      """
      while read -r line; do
        id=${line#*:}; id=${id%%,*}
        case $line in
          *hello*) echo '{"id":0,"ok":{"driver":"shell 1","can":[]}}' ;;
          *) echo "{\\"id\\":$id,\\"unsupported\\":\\"it is a shell\\"}" ;;
        esac
      done
      """;

  @TempDir private Path out;

  @Test
  void aClientHasToBeNamed() {
    Execution.of("client").gives(2, "client needs a CLIENT such as psql");
    Execution.of("client nobody").gives(2, "there is no client 'nobody': write ");
    Execution.of("client -s CAN-001 -- sh").gives(2, "--scenario CAN-001 matches no scenario");
    Execution.of("client --help").gives(0, "CLIENT", "--shard", "--expectations");
  }

  @Test
  void aCheckSaysWhatAProgramDoesAgainstTheContract() {
    Execution.of("client --check -- sh -c", "echo hello; cat >/dev/null")
        .gives(1, "breaks the contract, after 1 check", "it prints what is no JSON object");
    Execution.of("client --check -- sh -c", UNABLE)
        .gives(0, "keeps the contract, after 17 checks", "unsupported: CTR-001: ");
  }

  @Test
  void whatADriverCannotDoIsUnsupported() throws Exception {
    Execution.of("client -s CLI-003 -s CLI-001 --out", out, "--", "sh", "-c", UNABLE)
        .gives(
            3,
            "shell 1",
            "unsupported  CLI-003",
            "the driver cannot do that: it is a shell",
            "2 unsupported");
    for (String file : new String[] {"report.json", "junit.xml", "report.html", "summary.md"}) {
      assertTrue(Files.size(out.resolve(file)) > 0, file);
    }
  }

  @Test
  void aProgramThatEndsCannotBeTested() {
    Execution.of("client -s CLI-003 --out", out, "--", "sh", "-c", "echo no driver >&2; exit 127")
        .gives(3, "the client program cannot be used", "no driver");
  }

  @Test
  void aProgramThatIsMissingIsNamed() throws Exception {
    String missing = "the command ./nope cannot be started: the file does not exist";
    Execution run = Execution.of("client -s CLI-003 --out", out, "--", "./nope");
    run.gives(3, missing);
    assertFalse(run.text().contains("setsid"), run.text());
    Execution.of("client --check -- ./nope").gives(3, missing);
    Execution.of("client --check -- no-such-program")
        .gives(3, "no directory in PATH has it; a program in this directory is written with a");
    Path script = Files.writeString(out.resolve("script"), "#!/no/such/shell -e\n");
    assertTrue(script.toFile().setExecutable(true));
    Execution.of("client --check --", script)
        .gives(3, "its first line names /no/such/shell, which does not exist");
  }

  @Test
  void aDriverThatDiesFailsAndItsFileIsReplayed() {
    String dies =
        UNABLE.replace(
            "echo \"{\\\"id\\\":$id,\\\"unsupported\\\":\\\"it is a shell\\\"}\"", "exit 9");
    Execution.of("client -s CLI-003 --out", out, "--", "sh", "-c", dies)
        .gives(1, "fail", "the program ended with status 9", "client --scenario CLI-003")
        .gives(1, "failed in  3 of 3 runs");
    Path file =
        out.resolve("traces")
            .toFile()
            .listFiles((folder, name) -> name.endsWith(".yaml"))[0]
            .toPath();
    Execution.of("replay", file).gives(2, "replay needs a CLIENT such as psql, or -- and");
    Execution.of("replay", file, "nobody").gives(2, "there is no client 'nobody'");
    Execution.of("replay --tries 1 --out", out.resolve("again"), file, "--", "sh", "-c", UNABLE)
        .gives(3, "unsupported  CLI-003");
    Execution.of("replay --tries 1 --out", out.resolve("again"), file, "--", "sh", "-c", dies)
        .gives(1, "fail         CLI-003", "replay " + file + " --seed ", " -- sh -c");
  }

  /** What the program does wrong is not the driver's doing, and is told once. */
  @Test
  void aProgramThatBreaksTheContractIsNoFailureOfTheDriver() {
    String[] faults = {
      "echo debugging; ", "head -c 2000000 /dev/zero | tr '\\0' ' '; ",
    };
    for (String fault : faults) {
      String noisy = UNABLE.replace(" *) echo", " *) " + fault + "echo");
      Execution run =
          Execution.of(
                  "client -s CLI-003 -s CLI-001 -s CLI-023b --out", out, "--", "sh", "-c", noisy)
              .gives(
                  3,
                  "the program breaks the contract: it prints ",
                  "(see pgconform client --check -- COMMAND)",
                  "3 results red, for 1 reason:",
                  "3 error; 0 of 3 judged");
      assertFalse(run.text().contains("users  "), run.text());
    }
  }
}
