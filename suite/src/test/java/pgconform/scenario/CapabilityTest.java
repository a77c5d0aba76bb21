package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.link.Transport;
import pgconform.wire.ProtocolVersion;

/** The words for what targets can do are known, distinct and described. */
class CapabilityTest {
  @ParameterizedTest
  @EnumSource
  void everyTransportIsOne(Transport transport) {
    assertEquals(transport.toString(), Capability.over(transport).toString());
  }

  @Test
  void familiesHaveTheWordsThatFilesWrite() {
    assertEquals("scram login", Capability.login("scram").toString());
    assertEquals("protocol 3.2", Capability.protocol(ProtocolVersion.V3_2).toString());
  }

  @Test
  void noProbeCanClaimAnother() {
    assertThrows(IllegalArgumentException.class, () -> Capability.login("scrum"));
    assertThrows(IllegalArgumentException.class, () -> Capability.login("default"));
    assertThrows(
        IllegalArgumentException.class, () -> Capability.protocol(ProtocolVersion.parse("3.1")));
  }

  @ParameterizedTest
  @CsvSource({
    "PG_SLEEP, pg_sleep",
    "KEY_DATA, key data",
    "THROW_AWAY_SERVER, throw-away server",
    "SHORT_AUTHENTICATION_TIMEOUT, short authentication timeout"
  })
  void words(Capability capability, String word) {
    assertEquals(word, capability.toString());
  }

  @Test
  void eachHasAWordOfItsOwnAndASentence() {
    List<Capability> all = Arrays.asList(Capability.values());
    Set<String> words = new HashSet<>(all.stream().map(Capability::toString).toList());
    assertEquals(all.size(), words.size());
    all.forEach(c -> assertTrue(c.about().matches("[A-Z`].*\\."), c.about()));
  }
}
