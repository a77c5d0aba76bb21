package pgconform.junit;

import static java.util.stream.Collectors.toCollection;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.discovery.SelectorResolver;
import pgconform.scenario.Scenario;

/** Creates the descriptors of classes, their areas and their requirements. */
final class Discovery implements SelectorResolver {
  private final ConfigurationParameters parameters;

  Discovery(ConfigurationParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public Resolution resolve(ClassSelector selector, Context context) {
    Class<?> type = selector.getJavaClass();
    return ConformanceEngine.isConformanceClass(type)
        ? context
            .addToParent(parent -> Optional.of(conformanceClass(parent, type)))
            .map(found -> Resolution.match(Match.exact(found, areas(found))))
            .orElse(Resolution.unresolved())
        : Resolution.unresolved();
  }

  @Override
  public Resolution resolve(UniqueIdSelector selector, Context context) {
    UniqueId id = selector.getUniqueId();
    UniqueId.Segment last = id.getLastSegment();
    return switch (last.getType()) {
      case ConformanceClass.SEGMENT ->
          ReflectionSupport.tryToLoadClass(last.getValue())
              .toOptional()
              .filter(ConformanceEngine::isConformanceClass)
              .flatMap(type -> context.addToParent(p -> Optional.of(conformanceClass(p, type))))
              .map(found -> Resolution.match(Match.exact(found, areas(found))))
              .orElse(Resolution.unresolved());
      case Area.SEGMENT ->
          context
              .addToParent(
                  () -> selectUniqueId(id.removeLastSegment()),
                  parent -> area(parent, last.getValue()))
              .map(found -> Resolution.match(Match.exact(found, requirements(found))))
              .orElse(Resolution.unresolved());
      case Requirement.SEGMENT ->
          context
              .addToParent(
                  () -> selectUniqueId(id.removeLastSegment()),
                  parent -> requirement(parent, last.getValue()))
              .map(found -> Resolution.match(Match.exact(found)))
              .orElse(Resolution.unresolved());
      default -> Resolution.unresolved();
    };
  }

  private ConformanceClass conformanceClass(TestDescriptor parent, Class<?> type) {
    PostgresConformance annotation = type.getAnnotation(PostgresConformance.class);
    try {
      Choice choice = Choice.of(annotation, new Settings(annotation, parameters));
      return new ConformanceClass(
          parent.getUniqueId(), type, Optional.of(choice), Optional.empty());
    } catch (WrongUse e) {
      return new ConformanceClass(parent.getUniqueId(), type, Optional.empty(), Optional.of(e));
    }
  }

  private static Map<String, List<Scenario>> areasOf(ConformanceClass type) {
    return type.choice().map(Choice::areas).orElse(Map.of());
  }

  private static Supplier<Set<? extends DiscoverySelector>> areas(ConformanceClass type) {
    return () ->
        selectors(
            areasOf(type).keySet().stream()
                .map(name -> type.getUniqueId().append(Area.SEGMENT, name)));
  }

  private static Supplier<Set<? extends DiscoverySelector>> requirements(Area area) {
    return () ->
        selectors(
            classOf(area).stream()
                .flatMap(type -> areasOf(type).get(area.getDisplayName()).stream())
                .map(each -> area.getUniqueId().append(Requirement.SEGMENT, each.id())));
  }

  private static Set<DiscoverySelector> selectors(Stream<UniqueId> ids) {
    return ids.map(DiscoverySelectors::selectUniqueId).collect(toCollection(LinkedHashSet::new));
  }

  private static Optional<Area> area(TestDescriptor parent, String name) {
    return parent instanceof ConformanceClass in && areasOf(in).containsKey(name)
        ? Optional.of(new Area(in.getUniqueId(), name, in.type()))
        : Optional.empty();
  }

  private static Optional<Requirement> requirement(TestDescriptor parent, String id) {
    return classOf(parent)
        .flatMap(
            in ->
                in.choice()
                    .flatMap(choice -> choice.requirement(id))
                    .filter(scenario -> scenario.area().equals(parent.getDisplayName()))
                    .map(scenario -> new Requirement(parent.getUniqueId(), scenario, in.type())));
  }

  private static Optional<ConformanceClass> classOf(TestDescriptor area) {
    return area.getParent()
        .filter(ConformanceClass.class::isInstance)
        .map(ConformanceClass.class::cast);
  }
}
