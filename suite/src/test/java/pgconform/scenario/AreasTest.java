package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AreasTest {
  private static final Path CHECKOUT = Path.of("..", "scenarios");

  @Test
  void theOrderIsThatOfTheCatalogue() throws Exception {
    Map<String, String> areas =
        ScenarioLibrary.load(CHECKOUT, List.of()).stream()
            .collect(Collectors.toMap(s -> s.id().substring(0, 3), Scenario::area, (a, b) -> a));
    Set<String> declared = new LinkedHashSet<>();
    for (Catalogue.Requirement requirement : Catalogue.load(CHECKOUT)) {
      String area = areas.get(requirement.id().substring(0, 3));
      if (area != null) {
        declared.add(area);
      }
    }
    assertEquals(new ArrayList<>(declared), Areas.all());
  }

  @Test
  void unknownAreasComeLast() {
    List<String> areas = new ArrayList<>(List.of("zoo", "security", "mine", "cancel", "framing"));
    areas.sort(Areas.order());
    assertEquals(List.of("framing", "cancel", "security", "mine", "zoo"), areas);
  }
}
