package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases and ranges of them. */
class ReleaseRangeTest {
  private static boolean have(String servers, String version) {
    return ReleaseRange.parse(servers).orElseThrow().have(ServerVersion.of(version).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // servers | those it has | those it has not
        "14 | 14.0 14 14.99 14beta1 | 13.22 15.0 9.6.14",
        "9.6 | 9.6.0 9.6.24 | 9.5.25 10.0 9.0.6",
        "9.6 - 13 | 9.6.0 9.6.24 10.1 13.99 13devel | 9.5.9 14.0 14beta1",
        "9.5 - 9.6 | 9.5.0 9.6.24 | 9.4.26 10.0",
        "17.0 - 17.2 | 17.0 17.1 17.2 | 16.9 17.3 17.10 18.0",
        "17.2 | 17.2 | 17.1 17.20 17",
        ">= 12.3 | 12.3 12.22 13.0 18.6 | 12.2 12.0 11.99 9.6.24",
        ">=12.22 | 12.22 13.0 | 12.3 12.21",
        ">= 12.3 < 14 | 12.3 12.4 13.99 | 12.2 14.0 15.1 14beta1",
        "<14 | 9.6.24 13.99 | 14.0 14beta1 18.0",
        "< 11.19 | 11.18 11.2 10.99 | 11.19 11.20 12.0",
        "< 9.6.3 | 9.6.2 9.5.25 | 9.6.3 9.6.10 10.0",
        "9.6 - 9.6.3 | 9.6.0 9.6.3 | 9.6.4 9.5.9",
        ">= 18 | 18.0 18beta1 19devel | 17.9",
        "11, 13 - 14, >= 17.1 | 11.5 13.0 14.9 17.1 18.0 | 12.0 15.0 17.0 10.9"
      })
  void ranges(String servers, String in, String out) {
    for (String version : in.split(" ", -1)) {
      assertTrue(have(servers, version), servers + " has " + version);
    }
    for (String version : out.split(" ", -1)) {
      assertTrue(!have(servers, version), servers + " has not " + version);
    }
    assertEquals(servers, ReleaseRange.parse(servers).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "14,",
        "all",
        "v14",
        "14-16",
        "14 -",
        "- 14",
        "> 14",
        "<= 14",
        "< 14 >= 12",
        ">=",
        "<",
        ">= 14 <",
        ">= 14 < 12",
        ">= 14 < 14",
        "16 - 14",
        "17.2 - 17.0",
        "1.2.3.4",
        "14.x",
        "14 15",
        "9999",
        "-14",
        "１４"
      })
  void whatIsNoRange(String text) {
    assertEquals(Optional.empty(), ReleaseRange.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "15.18 (Debian 15.18-0+deb12u1), 1500, 18, 15.18",
    "9.6.24, 906, 24, 9.6.24",
    "9.6, 906, -1, 9.6",
    "9.0.23, 900, 23, 9.0.23",
    "10.23, 1000, 23, 10.23",
    "18beta1, 1800, -1, 18",
    "19devel, 1900, -1, 19",
    "16.4.1, 1600, 4, 16.4",
    "8.0.2, 800, 2, 8.0.2"
  })
  void versions(String text, int major, int minor, String written) {
    ServerVersion version = ServerVersion.of(text).orElseThrow();
    assertEquals(new ServerVersion(major, minor), version);
    assertEquals(written, version.toString());
    assertEquals(version, ServerVersion.of(version.toString()).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "devel", "PostgreSQL 15", " 15", ".5", "v15"})
  void whatIsNoVersion(String text) {
    assertEquals(Optional.empty(), ServerVersion.of(text));
  }

  @Test
  void orderIsThatOfTheReleases() {
    List<String> ordered =
        List.of("8.4.22", "9.0.1", "9.5.25", "9.6.2", "9.6.24", "10.0", "10.23", "12.3", "12.22");
    List<ServerVersion> versions = new ArrayList<>();
    ordered.forEach(v -> versions.add(0, ServerVersion.of(v).orElseThrow()));
    versions.sort(null);
    assertEquals(ordered, versions.stream().map(ServerVersion::toString).toList());
  }
}
