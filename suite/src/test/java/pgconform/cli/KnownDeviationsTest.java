package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.ScriptedServer;

/** A gate over known deviations: green until something changes. */
class KnownDeviationsTest {
  @TempDir private Path folder;

  private Execution run(ScriptedServer server, String more) {
    String line = "run %s --tries 2 --seed 1 --out %s %s";
    return Execution.of(line.formatted(url(server), folder.resolve("report"), more));
  }

  private static String url(ScriptedServer server) {
    return "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
  }

  private Path file() {
    return folder.resolve("known.yaml");
  }

  private void writeDown(Fault fault, String scenarios) {
    try (ScriptedServer server = PostgresLike.start(fault)) {
      run(server, scenarios + " --write-expectations " + file())
          .gives(0, "expectations: " + file(), "1 deviation known");
    }
  }

  @Test
  void whatIsWrittenDownIsGreen() throws Exception {
    writeDown(Fault.WRONG_SQLSTATE_OF_CANCEL, "-s CAN-002");
    String written = Files.readString(file());
    assertTrue(written.contains("- id: CAN-002\n"), written);
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      run(server, "-s CAN-002 --expectations " + file())
          .gives(0, "fail         CAN-002", "known: not explained yet", "1 deviation known");
      String junit = Files.readString(folder.resolve("report/junit.xml"));
      assertTrue(junit.contains("<skipped") && !junit.contains("<failure"), junit);
      run(server, "-s CAN-002 --write-expectations " + file()).gives(0, ", unchanged");
    }
    assertEquals(written, Files.readString(file()));
  }

  @Test
  void aMendedDefectIsRedUntilItsEntryIsGone() throws Exception {
    writeDown(Fault.WRONG_SQLSTATE_OF_CANCEL, "-s CAN-002");
    try (ScriptedServer server = PostgresLike.start()) {
      run(server, "-s CAN-002 --expectations " + file())
          .gives(1, "pass         CAN-002", file() + ":5 expects fail");
      run(server, "-s CAN-002 --write-expectations " + file()).gives(0);
    }
    assertFalse(Files.readString(file()).contains("CAN-002"));
  }

  @Test
  void aNewDefectIsRed() {
    writeDown(Fault.WRONG_SQLSTATE_OF_CANCEL, "-s CAN-002");
    Rules rules = new Rules().breaking(Fault.WRONG_SQLSTATE_OF_CANCEL).breaking(Fault.CONSTANT_KEY);
    try (ScriptedServer server = PostgresLike.start(rules)) {
      run(server, "-s CAN-002 -s BKD-007 --expectations " + file())
          .gives(1, "1 deviation known", "fail  BKD-007");
    }
  }

  @Test
  void anotherFailureThanTheKnownOneIsRed() {
    writeDown(Fault.WRONG_SQLSTATE_OF_CANCEL, "-s CAN-002");
    try (ScriptedServer server = PostgresLike.start(Fault.CANCEL_IS_FATAL)) {
      run(server, "-s CAN-002 --expectations " + file())
          .gives(1, "it fails differently from what " + file() + ":5 says");
    }
  }

  /** A requirement of one's own that came with another version of the catalogue. */
  private String newRequirement() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    String text = Files.readString(Path.of("..", "scenarios", "cancel", "CAN-002.yaml"));
    Files.writeString(
        own.resolve("ACME-001.yaml"), text.replace("id: CAN-002", "id: ACME-001\nsince: 9"));
    return "--scenarios %s -s ACME-001 -s CAN-002".formatted(own);
  }

  @Test
  void aNewRequirementIsGreenUntilItIsAccepted() throws Exception {
    writeDown(Fault.WRONG_SQLSTATE_OF_CANCEL, "-s CAN-002");
    String old = Files.readString(file());
    Matcher catalogue = Pattern.compile("\ncatalogue: ([1-8])\nexpectations:\n").matcher(old);
    assertTrue(catalogue.find(), old);
    String scenarios = newRequirement();
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      run(server, scenarios + " --expectations " + file())
          .gives(
              0,
              "fail         ACME-001",
              "             new in catalogue version 9, and the expectations are for an earlier"
                  + " version",
              "1 deviation known\n",
              "1 deviation from requirements that are newer than the expectations");
      String junit = Files.readString(folder.resolve("report/junit.xml"));
      assertTrue(junit.contains("new in catalogue version 9"), junit);
      assertFalse(junit.contains("<failure"), junit);
      for (String name : new String[] {"summary.md", "report.html", "report.json"}) {
        String report = Files.readString(folder.resolve("report").resolve(name));
        assertTrue(report.contains("new in catalogue version 9"), name);
      }
      run(server, scenarios).gives(1, "fail  ACME-001");
      run(server, scenarios + " -x ACME-001 --write-expectations " + file())
          .gives(
              0,
              ", unchanged",
              "'catalogue: %s' stays there".formatted(catalogue.group(1)),
              "(ACME-001)");
      run(server, scenarios + " --write-expectations " + file()).gives(0, "2 deviations known\n");
    }
    String written = Files.readString(file());
    assertTrue(written.contains("catalogue: 9\nexpectations:\n"), written);
    assertTrue(written.contains("- id: ACME-001\n"), written);
  }
}
