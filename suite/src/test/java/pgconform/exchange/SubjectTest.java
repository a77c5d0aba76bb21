package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import pgconform.link.Connector;
import pgconform.scenario.ShutdownStep;
import pgconform.testing.Judged;

/** A server under test with another limit is the same server; one at another place is like it. */
class SubjectTest {
  @Test
  void onlyTheLimitIsAnother() {
    try (Judged judged = Judged.good()) {
      Subject.Server subject = judged.subject();
      Subject.Server hasty = subject.withLimit(Duration.ofMillis(3));
      assertEquals(Duration.ofMillis(3), hasty.limit());
      assertEquals(subject, hasty.withLimit(subject.limit()));
    }
  }

  @Test
  void aServerOfTheCasesOwnIsAtAnotherPlaceAndHoldsInItsOwnWay() {
    try (Judged judged = Judged.good();
        Judged other = Judged.good()) {
      Subject.Server subject = judged.subject();
      Subject.Server elsewhere = other.subject();
      Subject.Server own = subject.at(server(elsewhere));
      assertSame(elsewhere.connector(), own.connector());
      assertSame(elsewhere.dialect(), own.dialect());
      assertEquals(subject, own.at(server(subject)));
    }
  }

  private static ThrowAwayServer server(Subject.Server like) {
    return new ThrowAwayServer() {
      @Override
      public Connector connector() {
        return like.connector();
      }

      @Override
      public Dialect dialect() {
        return like.dialect();
      }

      @Override
      public void shutDown(ShutdownStep.Mode mode) {}

      @Override
      public void close() {}
    };
  }
}
