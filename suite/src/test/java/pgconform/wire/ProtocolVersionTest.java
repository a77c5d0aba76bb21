package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolVersionTest {
  @Property
  void codesAndTextsBothWays(@ForAll int code) {
    ProtocolVersion version = ProtocolVersion.of(code);
    assertEquals(code, version.code());
    assertEquals(version, ProtocolVersion.parse(version.toString()));
  }

  @Test
  void known() {
    assertEquals(0x00030000, ProtocolVersion.V3_0.code());
    assertEquals(0x00030002, ProtocolVersion.V3_2.code());
    assertEquals("3.2", ProtocolVersion.V3_2.toString());
    assertEquals(new ProtocolVersion(0xffff, 0xffff), ProtocolVersion.of(-1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "3", "3.", ".0", "3.0.0", "-1.0", "3.65536", "65536.0", "3.x", "3. 0"})
  void noVersions(String text) {
    assertThrows(IllegalArgumentException.class, () -> ProtocolVersion.parse(text));
  }
}
