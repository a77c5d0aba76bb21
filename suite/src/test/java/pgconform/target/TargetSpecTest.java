package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.target.failure.BadTarget;
import pgconform.target.postgres.PostgresRelease;

/** The words that name a target. */
class TargetSpecTest {
  @ParameterizedTest
  @CsvSource({
    "embedded,18.6,18.6.0,18",
    "embedded:18,18.6,18.6.0,18",
    "embedded:18.3,18.3,18.3.0,18",
    "embedded:17.2,17.2,17.2.0,17",
    "embedded:17.2.0,17.2,17.2.0,17",
    "embedded:13.4,13.4,13.4.0,13",
    "embedded:11,11.22,11.22.1,11",
    "embedded:11.22,11.22,11.22.1,11",
    "embedded:11.22.0,11.22,11.22.0,11",
    "embedded:10,10.23,10.23.0,10",
    "embedded:9.6,9.6.24,9.6.24,9.6",
    "embedded:9.6.24,9.6.24,9.6.24,9.6",
    "embedded:9.6.3,9.6.3,9.6.3,9.6",
  })
  void embedded(String text, String version, String artifact, String series) {
    PostgresRelease release =
        assertInstanceOf(EmbeddedTarget.class, TargetSpec.parse(text)).release();
    assertEquals(version, release.version());
    assertEquals(artifact, release.artifactVersion());
    assertEquals(series, release.series());
    assertEquals("embedded:" + version, TargetSpec.parse(text).displayName());
    assertEquals(Optional.of("starting PostgreSQL " + version), TargetSpec.parse(text).opening());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "embedded:9",
        "embedded:9.5",
        "embedded:19",
        "embedded:18.",
        "embedded:x",
        "embedded:18.6.0.0",
        "embedded:9.6.24.0",
        "embedded: 18",
        "embedded:18-1",
        "embedded:018",
      })
  void unknownReleases(String text) {
    String message = assertThrows(BadTarget.class, () -> TargetSpec.parse(text)).getMessage();
    assertTrue(message.contains("9.6 (9.6.24), 10 (10.23), "), message);
    assertTrue(message.contains("18 (18.6)"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "embedded?ssl=off, embedded:18.6?ssl=off",
    "embedded:13?ssl=off, embedded:13.23?ssl=off",
    "embedded:18?work_mem=1MB&ssl=off, embedded:18.6?ssl=off&work_mem=1MB",
    "embedded:18?search_path=a%2Cb, embedded:18.6?search_path=a%2Cb",
    "embedded:18?search_path=, embedded:18.6?search_path=",
  })
  void settings(String text, String shown) {
    TargetSpec spec = TargetSpec.parse(text);
    assertEquals(shown, spec.displayName());
    assertEquals(spec, TargetSpec.parse(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "embedded:18?, server settings are written as ?ssl=off",
    "embedded:18?ssl, server settings are written as ?ssl=off",
    "embedded:18?=off, server settings are written as ?ssl=off",
    "embedded:18?ssl=off&ssl=on, the server setting \"ssl\" is given twice",
    "embedded:18?port=5432, the server setting \"port\" cannot be set here",
    "embedded:18?a b=1, the server setting \"a b\" cannot be set here",
    "embedded:18?ssl=%4, a server setting in the URL has a %",
  })
  void wrongSettings(String text, String wrong) {
    String message = assertThrows(BadTarget.class, () -> TargetSpec.parse(text)).getMessage();
    assertTrue(message.contains(wrong), message);
  }

  @Test
  void docker() {
    DockerTarget docker =
        assertInstanceOf(DockerTarget.class, TargetSpec.parse("docker:postgres:18-alpine"));
    assertEquals("postgres:18-alpine", docker.image());
    assertEquals("docker:postgres:18-alpine", docker.displayName());
    TargetSpec set = TargetSpec.parse("docker:postgres:18?ssl=off");
    assertEquals("docker:postgres:18?ssl=off", set.displayName());
    assertThrows(BadTarget.class, () -> TargetSpec.parse("docker:postgres:18?port=1"));
    assertThrows(BadTarget.class, () -> TargetSpec.parse("docker:"));
    assertThrows(BadTarget.class, () -> TargetSpec.parse("docker:-v /:/x"));
  }

  @Test
  void url() {
    TargetSpec spec = TargetSpec.parse("postgres://me:hunter2@there/db");
    assertEquals("postgresql://me:****@there/db", spec.displayName());
    assertEquals("UrlTarget[url=postgresql://me:****@there/db]", spec.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:5432", "mysql://x"})
  void anythingElse(String text) {
    String message = assertThrows(BadTarget.class, () -> TargetSpec.parse(text)).getMessage();
    assertTrue(message.contains("is not a target: write embedded, "), message);
  }

  @ParameterizedTest
  @CsvSource({
    "'', a target is empty; is it the value of a variable that is not set?",
    "Embedded, 'Embedded' is not a target; did you mean 'embedded'?",
    "embeddedx, 'embeddedx' is not a target; did you mean 'embedded'?",
    "embedded:, 'embedded: is not followed by a release: write embedded:18, or embedded for the newest one'",
  })
  void almostATarget(String text, String message) {
    assertEquals(message, assertThrows(BadTarget.class, () -> TargetSpec.parse(text)).getMessage());
  }
}
