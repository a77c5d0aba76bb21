package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a text holds, it can be written into any file, once and again. */
class SafeTextTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 15_950, 16_000, 100_000})
  void whatIsSafeStaysAsItIs(int more) {
    for (String end : new String[] {"", Samples.HOSTILE, "\ud83d\ude00\ud83d"}) {
      String safe = SafeText.of("a\nb\t🙂 ".repeat(3) + "x".repeat(more) + end);
      assertTrue(safe.length() <= 16_000, "characters: " + safe.length());
      assertSame(safe, SafeText.of(safe));
    }
  }

  @Test
  void whatIsLeftOutIsCounted() {
    String safe = SafeText.of("\u0007".repeat(20_000));
    assertTrue(safe.startsWith("\\u0007\\u0007"), safe);
    assertTrue(safe.endsWith("\\u0007… (17339 more)"), safe.substring(safe.length() - 30));
    assertEquals("", SafeText.of((String) null));
  }
}
