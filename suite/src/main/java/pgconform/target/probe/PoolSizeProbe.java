package pgconform.target.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts how many transactions can be open at the same time. */
final class PoolSizeProbe {
  /** A pool that is exhausted makes the next one wait; a server answers within this. */
  private static final Duration WAIT = Duration.ofSeconds(3);

  private PoolSizeProbe() {}

  /** Returns how many transactions were open at the same time, at most as many as wanted. */
  static int transactions(SessionStarter starter, int most) {
    SessionStarter impatient = starter.within(new ProbeTimeouts(WAIT));
    List<SqlProbe> open = new ArrayList<>();
    try {
      while (open.size() < most) {
        SqlProbe another = new SqlProbe(impatient, WAIT);
        open.add(another);
        if (!another.begins() || !another.runs("begin")) {
          return open.size() - 1;
        }
      }
      return open.size();
    } finally {
      open.forEach(SqlProbe::close);
    }
  }
}
