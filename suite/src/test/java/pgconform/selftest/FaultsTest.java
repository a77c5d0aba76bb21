package pgconform.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

class FaultsTest {
  @Test
  void eachHasANameOfItsOwnAndASentence() {
    List<Fault> faults = Faults.all();
    assertEquals(faults.size(), faults.stream().map(Fault::name).distinct().count());
    for (Fault fault : faults) {
      assertTrue(fault.name().matches("[a-z0-9.-]+"), fault.name());
      assertTrue(fault.says().matches("[A-Z].*\\."), fault.name() + ": " + fault.says());
    }
  }

  @Test
  void eachAreaThatHasScenariosHasFaultsAndNoOther() throws Exception {
    Set<String> areas =
        ScenarioLibrary.load(null, List.of()).stream()
            .map(Scenario::area)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> broken =
        Faults.all().stream().map(Fault::area).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(areas, broken);
  }
}
