package pgconform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each package knows only those before it. */
class ArchitectureTest {
  private static final List<String> ORDER =
      List.of(
          "wire",
          "link",
          "session",
          "scenario",
          "property",
          "exchange",
          "target",
          "run",
          "report",
          "selftest",
          "junit",
          "cli");

  /** The rooms of package target, which is itself the door above those of servers. */
  private static final List<String> ROOMS =
      List.of(
          "target.failure",
          "target.libpq",
          "target.process",
          "target.probe",
          "target.postgres",
          "target.command",
          "target",
          "target.client");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("pgconform");

  static List<String> packages() {
    return ORDER;
  }

  @ParameterizedTest
  @MethodSource("packages")
  void knowsOnlyThoseBeforeIt(String name) {
    String[] later =
        ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()).stream()
            .map(other -> "pgconform." + other + "..")
            .toArray(String[]::new);
    if (later.length > 0) {
      noClasses()
          .that()
          .resideInAPackage("pgconform." + name + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void theRoomsOfTargetKnowOnlyThoseBeforeThem() {
    for (int i = 0; i < ROOMS.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage("pgconform." + ROOMS.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOMS.subList(i + 1, ROOMS.size()).stream()
                  .map(later -> "pgconform." + later)
                  .toArray(String[]::new))
          .check(CLASSES);
    }
  }

  /** They are large: whoever starts no container must not load them. */
  @Test
  void librariesOfContainersAreKnownToFewClasses() {
    noClasses()
        .that()
        .haveNameNotMatching("pgconform\\.target\\.postgres\\.(Docker|Container).*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.testcontainers..", "com.github.dockerjava..")
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> found = below("pgconform", "");
    found.addAll(below("pgconform.target", "target."));
    found.removeAll(ORDER);
    found.removeAll(ROOMS);
    assertEquals(new TreeSet<String>(), found, "packages without a place in the order");
  }

  private static Set<String> below(String parent, String prefix) {
    return CLASSES.getPackage(parent).getSubpackages().stream()
        .map(found -> prefix + found.getRelativeName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
