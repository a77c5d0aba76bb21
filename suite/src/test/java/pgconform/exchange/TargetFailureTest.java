package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What harm to the target is called, and whether it lasts. */
class TargetFailureTest {
  private static TargetFailure certain(TargetFailure.Kind kind) {
    return new TargetFailure(kind, "so it was", true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENDED_A_BYSTANDER | the end of a session that no case had touched"
            + " | it ended a session that no case had used",
        "REFUSES | a target that takes no connections | it accepts no more connections",
        "ANSWERS_NOBODY | a target that answers nobody"
            + " | it accepts connections, but does not answer",
      })
  void eachKindHasWordsForSignaturesAndForSentences(
      TargetFailure.Kind kind, String words, String sentence) {
    assertEquals(words, kind.toString());
    assertEquals(words, certain(kind).kind());
    assertEquals(sentence + ": so it was", certain(kind).toString());
  }

  @ParameterizedTest
  @EnumSource
  void aTargetThatServesOthersNeedsNoRepair(TargetFailure.Kind kind) {
    assertEquals(kind != TargetFailure.Kind.ENDED_A_BYSTANDER, certain(kind).lasts());
  }

  @Test
  void doubtAboutTheCauseIsSaidAndChangesNothingElse() {
    TargetFailure sure = certain(TargetFailure.Kind.REFUSES);
    TargetFailure perhaps = sure.perhaps();
    assertEquals(new TargetFailure(TargetFailure.Kind.REFUSES, "so it was", false), perhaps);
    assertEquals(
        "it accepts no more connections: so it was; another requirement that was running, or the"
            + " network, may be the cause",
        perhaps.toString());
    assertEquals(sure.kind(), perhaps.kind());
  }

  /** It is seen in no event of the case. */
  @Test
  void noEventShowsHarmToTheTarget() {
    TargetFailure silent = certain(TargetFailure.Kind.ANSWERS_NOBODY);
    assertFalse(silent.isSilence());
    assertTrue(silent.telling().isEmpty());
    assertEquals(Optional.empty(), silent.sqlState());
  }
}
