package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that neither a terminal nor a CI system obeys. */
class ScreenTest {
  @ParameterizedTest
  @CsvSource({
    "'a\u001b[2Jb', 'a\\u001b[2Jb'",
    "'a\rb', 'a\\u000db'",
    "'a\nb', 'a\\nb'",
    "'a\u202eb', 'a\\u202eb'",
    "'::error::x', '\\x3a:error::x'",
    "'    ::set-output name=a::b', '    \\x3a:set-output name=a::b'",
    "'x ##[error]y', 'x \\x23#[error]y'",
    "'##vso[task.setvariable]', '\\x23#vso[task.setvariable]'",
    "'##teamcity[testFailed]', '\\x23#teamcity[testFailed]'",
    "'a::b # ## c [d]', 'a::b # ## c [d]'",
  })
  void escaped(String said, String shown) {
    assertEquals(shown, Screen.line(said));
    assertEquals(shown, Screen.line(Screen.line(said)));
  }

  @Test
  void cut() {
    assertEquals("ab… (3 more)", Screen.line("abcde", 2));
    assertEquals("a… (3 more)", Screen.line("a\ud83d\ude00b", 2));
    assertTrue(Screen.line("x".repeat(100_000)).length() < 17_000);
  }

  @ParameterizedTest
  @CsvSource({
    "'fail         CAN-001   A CancelRequest works however its bytes are split', 50, 'fail        "
        + " CAN-001   A CancelRequest works|                       however its bytes are split'",
    "'  came       nothing, until the time limit', 30, '  came       nothing, until|            "
        + " the time limit'",
    "'      9.062 ms  victim  -> Query(select one two three four)', 54, '      9.062 ms  victim  ->"
        + " Query(select one two three|                           four)'",
    "'one two three', 8, 'one two|three'",
    "'  a averyveryverylongword b', 12, '  a|  averyveryverylongword|  b'",
    "'short', 8, 'short'",
    "'one two three', 0, 'one two three'",
    "'a b ::error::x', 4, 'a b|\\x3a:error::x'",
  })
  void hangingIndent(String line, int width, String lines) {
    assertEquals(lines, String.join("|", Screen.wrapped(line, width)));
  }

  @Test
  void eachLineByItself() {
    assertEquals(List.of("a", "\\x3a:error::b"), Screen.lines("a\n::error::b"));
  }
}
