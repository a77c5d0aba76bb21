package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script of a release, in a repository of its own, with a Maven that builds next to nothing.
 */
class ReleaseTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo 'Apache Maven 3.8.7 (some commit)'
        echo 'Java version: 17.0.1, vendor: Somebody, runtime: /somewhere'
        exit
      fi
      for word; do
        case $word in
          */pom.xml) root=${word%/pom.xml} ;;
          -DaltDeploymentRepository=release::file:*)
            mkdir -p "${word#*file:}" && echo parent >"${word#*file:}/a.pom" ;;
        esac
      done
      mkdir -p "$root/dist/target" "$root/junit/target"
      version=$(sed -n 's|^  <version>\\(.*\\)</version>|\\1|p' "$root/pom.xml")
      printf '#!/bin/sh\\necho pgconform %s\\n' "$version" >"$root/dist/target/pgconform"
      chmod +x "$root/dist/target/pgconform"
      echo parts >"$root/dist/target/pgconform-dist-$version.cdx.json"
      echo parts >"$root/junit/target/pgconform-junit-$version.cdx.json"
      echo jar >"$root/junit/target/pgconform-junit-$version.jar"
      echo pom >"$root/junit/dependency-reduced-pom.xml"
      """;

  @TempDir private Path folder;
  private Path repository;

  @BeforeEach
  void repository() throws Exception {
    repository = Files.createDirectory(folder.resolve("repository"));
    Files.createDirectory(repository.resolve("ci"));
    for (String script : List.of("ci/release", "ci/reproducible")) {
      Files.copy(
          Path.of("..").resolve(script),
          repository.resolve(script),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.writeString(
        repository.resolve("pom.xml"),
        """
        <project>
          <version>0.3.0-SNAPSHOT</version>
          <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
        </project>
        """);
    maven("");
    git("init", "-q");
    git("config", "user.name", "Somebody");
    git("config", "user.email", "somebody@example");
    git("add", "-A");
    git("commit", "-q", "-m", "All", "--date=2026-03-01T00:00:00Z");
  }

  private void maven(String more) throws IOException {
    Path program = folder.resolve("mvn");
    Files.writeString(program, MAVEN + more);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String git(String... words) throws Exception {
    Said said = run("git", words);
    assertEquals(0, said.status, said.text);
    return said.text.strip();
  }

  private record Said(int status, String text) {}

  private Said release(String version) throws Exception {
    return run("ci/release", version, folder.resolve("made").toString());
  }

  private Said run(String program, String... words) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(program).directory(repository.toFile());
    builder.command().addAll(List.of(words));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    builder.environment().put("CHECKS", "no");
    builder.environment().put("DOCKER_HOST", "unix://" + folder.resolve("no-docker"));
    builder.environment().put("GIT_COMMITTER_DATE", "2026-03-01T01:02:03Z");
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), Files.readString(log));
    return new Said(process.exitValue(), Files.readString(log));
  }

  private void refuses(String version, String why) throws Exception {
    Said said = release(version);
    assertEquals(2, said.status, said.text);
    assertTrue(said.text.contains("ci/release: " + why), said.text);
    assertFalse(Files.exists(folder.resolve("made")), said.text);
  }

  @Test
  void aVersionHasThreeNumbers() throws Exception {
    refuses("0.3", "the version is to look like 0.1.0, and is '0.3'");
  }

  @Test
  void theVersionIsThatOfThePom() throws Exception {
    refuses("0.4.0", "pom.xml has version 0.3.0-SNAPSHOT, and 0.4.0 is released of 0.4.0-SNAPSHOT");
  }

  @Test
  void whatIsNotCommittedIsNotReleased() throws Exception {
    Files.writeString(repository.resolve("new"), "");
    refuses("0.3.0", "the tree is not clean");
  }

  @Test
  void aVersionIsReleasedOnce() throws Exception {
    git("tag", "v0.3.0");
    refuses("0.3.0", "the tag v0.3.0 is there already");
  }

  @Test
  void theReleaseIsATaggedCommitWithItsFilesAndTheirSums() throws Exception {
    Said said = release("0.3.0");
    assertEquals(0, said.status, said.text);
    assertTrue(said.text.contains("Nothing is published yet"), said.text);
    Path made = folder.resolve("made");
    String pom = git("-C", made.resolve("source").toString(), "show", "v0.3.0:pom.xml");
    assertTrue(pom.contains("<version>0.3.0</version>"), pom);
    assertTrue(pom.contains("outputTimestamp>2026-03-01T01:02:03Z<"), pom);
    assertEquals("", git("status", "--porcelain") + git("tag"), "the checkout stays as it is");
    assertEquals(
        List.of("BUILT-WITH", "maven/a.pom", "pgconform", "pgconform-0.3.0.cdx.json"),
        Files.readAllLines(made.resolve("SHA256SUMS")).stream()
            .map(line -> line.substring(line.indexOf(' ')).strip())
            .toList());
    assertEquals(
        List.of("Apache Maven 3.8.7", "Java version: 17.0.1, vendor: Somebody"),
        Files.readAllLines(made.resolve("BUILT-WITH")));
  }

  @Test
  void buildsThatDifferAreNoRelease() throws Exception {
    maven("echo \"built in $root\" >>\"$root/dist/target/pgconform\"\n");
    Said said = release("0.3.0");
    assertEquals(1, said.status, said.text);
    assertTrue(said.text.contains("DIFFERS   pgconform\n"), said.text);
    assertTrue(said.text.contains("equal     pgconform-junit-0.3.0.jar\n"), said.text);
    assertFalse(said.text.contains("Nothing is published yet"), said.text);
  }
}
