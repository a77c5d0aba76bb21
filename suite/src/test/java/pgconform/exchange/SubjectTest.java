package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import pgconform.testing.Judged;

/** A server under test with another limit is the same server. */
class SubjectTest {
  @Test
  void onlyTheLimitIsAnother() {
    try (Judged judged = Judged.good()) {
      Subject subject = judged.subject();
      Subject hasty = subject.withLimit(Duration.ofMillis(3));
      assertEquals(Duration.ofMillis(3), hasty.limit());
      assertEquals(subject, hasty.withLimit(subject.limit()));
    }
  }
}
