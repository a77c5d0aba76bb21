package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardTest {
  @Test
  void theUserNamesIt() {
    assertEquals("2/3", Shard.of("2/3", Map.of("JOB_COMPLETION_INDEX", "0")));
  }

  @Test
  void kubernetesCountsFromZero() {
    assertEquals(
        "4/4", Shard.of("auto", Map.of("JOB_COMPLETION_INDEX", "3", "PGCONFORM_SHARDS", "4")));
  }

  @Test
  void gitLabSaysBoth() {
    assertEquals("1/4", Shard.of("auto", Map.of("CI_NODE_INDEX", "1", "CI_NODE_TOTAL", "4")));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertTrue(refused(Map.of()).contains("--shard auto needs"));
    assertTrue(refused(Map.of("JOB_COMPLETION_INDEX", "0")).contains("PGCONFORM_SHARDS"));
    assertEquals("--shard auto: CI_NODE_TOTAL is no number", refused(Map.of("CI_NODE_INDEX", "1")));
  }

  private static String refused(Map<String, String> environment) {
    return assertThrows(WrongUsage.class, () -> Shard.of("auto", environment)).getMessage();
  }
}
